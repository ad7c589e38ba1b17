/** Signatures of records, so that a bucket need not be trusted. */

import { createHmac, timingSafeEqual } from "node:crypto";

/** The fields around a signed text. */
interface Envelope {
  readonly hmac: string;
  readonly text: string;
}

/** Signs texts under keys, with a secret that all who share the cache have. */
export class RecordSigner {
  readonly #secret: string | undefined;

  /** Without a secret nothing is signed, and every signature is taken for right. */
  constructor(secret: string | undefined) {
    this.#secret = secret;
  }

  sign(key: string, text: string): string {
    if (this.#secret === undefined) return text;
    return JSON.stringify({ hmac: this.#hmac(key, text).toString("hex"), text });
  }

  /** The text inside; undefined if it isn't signed with the secret, or signed under another key. */
  open(key: string, stored: string): string | undefined {
    const envelope = parseEnvelope(stored);
    if (this.#secret === undefined) return envelope?.text ?? stored;
    if (envelope === undefined) return undefined;
    const [given, right] = [Buffer.from(envelope.hmac, "hex"), this.#hmac(key, envelope.text)];
    return given.length === right.length && timingSafeEqual(given, right)
      ? envelope.text
      : undefined;
  }

  #hmac(key: string, text: string): Buffer {
    return createHmac("sha256", this.#secret!).update(`merkl record\n${key}\n${text}`).digest();
  }
}

function parseEnvelope(stored: string): Envelope | undefined {
  try {
    const value = JSON.parse(stored) as Partial<Envelope> | null;
    const isEnvelope = typeof value?.hmac === "string" && typeof value.text === "string";
    return isEnvelope ? value as Envelope : undefined;
  } catch {
    return undefined;
  }
}
