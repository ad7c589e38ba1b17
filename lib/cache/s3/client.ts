/** Requests to a bucket: signed, tried again where that can help, never waited for without end. */

import { AwsV4Signer } from "aws4fetch";
import { RemoteFailure } from "../../error/remote_errors.ts";
import { concatBytes } from "../../util/bytes.ts";
import { inTime } from "./body.ts";
import { bucketUrl, type S3Address } from "./address.ts";
import type { S3Account } from "./credentials.ts";
import { tag, tags } from "./xml.ts";
import { failureOf, isTransient, networkFailure, noSuchBucket } from "./failures.ts";

/** One request. */
export interface S3Request {
  readonly method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  /** Below the address's prefix; undefined for the bucket itself. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer>;
  /** SHA-256 of the body, which the server then checks. */
  readonly hash?: string;
  /** Statuses besides those of success that are an answer. */
  readonly expect?: readonly number[];
}

/** How long things may take, in milliseconds. */
export interface S3Times {
  /** Until a server that has never answered gives its first answer. */
  readonly connect: number;
  /** Until an answer begins, besides what the body takes. */
  readonly answer: number;
  /** Between two pieces of a body. */
  readonly stall: number;
  /** Before the second try; doubled for each further one, less up to a half by chance. */
  readonly backoff: number;
}

/** What suits servers anywhere in the world. */
export const S3_TIMES: S3Times = { connect: 5000, answer: 15_000, stall: 15_000, backoff: 200 };

/** Tries of one request. */
const TRIES = 4;
/** Bytes a millisecond that a body is given time for: 50 KB a second. */
const SLOWEST = 50;
/** The longest that a server may ask us to wait, in milliseconds. */
const LONGEST_WAIT = 10_000;

/** Speaks to one bucket. */
export class S3Client {
  readonly times: S3Times;
  readonly #url: string;
  readonly #prefix: string;
  readonly #account: S3Account;
  readonly #closed = new AbortController();
  readonly #signingKeys = new Map<string, ArrayBuffer>();
  #reached = false;

  constructor(address: S3Address, account: S3Account, times: S3Times = S3_TIMES) {
    this.times = times;
    this.#url = bucketUrl(address, account);
    this.#prefix = address.prefix;
    this.#account = account;
  }

  /**
   * The answer of the server, of success or expected; its body is to be read or cancelled.
   *
   * @throws {RemoteFailure} when it is refused, or after some tries
   */
  async send(request: S3Request): Promise<Response> {
    for (let attempt = 1;; attempt++) {
      let failure: RemoteFailure;
      try {
        const response = await this.#try(request);
        this.#reached = true;
        const { status } = response;
        if (response.ok || request.expect?.includes(status) === true) return response;
        failure = await failureOf(response, this.#account);
        if (!isTransient(status, failure) || attempt === TRIES) throw failure;
        await this.#pause(attempt, Number(response.headers.get("retry-after")) * 1000);
      } catch (error) {
        if (error instanceof RemoteFailure || this.#closed.signal.aborted) throw error;
        failure = networkFailure(error, this.#reached);
        // a server that was never heard of isn't waited for again and again
        const tries = this.#reached ? TRIES : isLate(error) ? 1 : 2;
        if (attempt >= tries) throw failure;
        await this.#pause(attempt, 0);
      }
    }
  }

  /** As {@linkcode S3Client.send}, but with the text of the answer; tried again if that breaks off. */
  async text(request: S3Request): Promise<{ readonly status: number; readonly text: string }> {
    for (let attempt = 1;; attempt++) {
      const response = await this.send(request);
      try {
        const pieces = await Array.fromAsync(inTime(response, this.times.stall));
        const text = new TextDecoder().decode(concatBytes(pieces));
        if (!response.ok && tag(text, "Code") === "NoSuchBucket") throw noSuchBucket();
        return { status: response.status, text };
      } catch (error) {
        if (error instanceof RemoteFailure && error.lasting) throw error;
        if (attempt === TRIES || this.#closed.signal.aborted) throw networkFailure(error, true);
        await this.#pause(attempt, 0);
      }
    }
  }

  /** All keys that begin with `prefix`, without the prefix of the address. */
  async *list(prefix: string): AsyncIterable<string> {
    const query = { "list-type": "2", prefix: this.#prefix + prefix };
    let more: Readonly<Record<string, string>> = {};
    for (;;) {
      const { text } = await this.text({ method: "GET", query: { ...query, ...more } });
      for (const key of tags(text, "Key")) yield key.slice(this.#prefix.length);
      const token = tag(text, "NextContinuationToken");
      if (token === undefined) return;
      more = { "continuation-token": token };
    }
  }

  /** Breaks off all that is under way. */
  close(): void {
    this.#closed.abort(new RemoteFailure("it was closed", { lasting: true }));
  }

  async #try(request: S3Request): Promise<Response> {
    const { method, query = {}, body } = request;
    const key = request.key === undefined ? "" : `/${encodeKey(this.#prefix + request.key)}`;
    const search = new URLSearchParams(query).toString().replaceAll("+", "%20");
    const url = `${this.#url}${key}${search === "" ? "" : `?${search}`}`;
    const headers = await this.#headers(url, request);
    const { connect, answer } = this.times;
    const room = (this.#reached ? answer : connect) + (body?.length ?? 0) / SLOWEST;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(new Late(room)), room);
    try {
      return await fetch(url, {
        method,
        headers,
        redirect: "manual",
        signal: AbortSignal.any([late.signal, this.#closed.signal]),
        ...(body && { body }),
      });
    } finally {
      clearTimeout(timer);
    }
  }

  async #headers(url: string, { method, headers = {}, hash }: S3Request): Promise<Headers> {
    const { credentials, region } = this.#account;
    const all = new Headers(headers);
    if (credentials === undefined) return all;
    all.set("x-amz-content-sha256", hash ?? "UNSIGNED-PAYLOAD");
    const { sessionToken, ...keys } = credentials;
    const signer = new AwsV4Signer({
      ...keys,
      ...(sessionToken !== undefined && { sessionToken }),
      method,
      url,
      headers: all,
      service: "s3",
      region,
      cache: this.#signingKeys,
    });
    return (await signer.sign()).headers;
  }

  #pause(attempt: number, asked: number): Promise<void> {
    const whole = this.times.backoff * 2 ** (attempt - 1);
    const wait = Math.min(LONGEST_WAIT, asked || whole * (1 - Math.random() / 2));
    return new Promise((resolve, reject) => {
      const { signal } = this.#closed;
      const stop = () => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const timer = setTimeout(() => {
        signal.removeEventListener("abort", stop);
        resolve();
      }, wait);
      if (signal.aborted) stop();
      signal.addEventListener("abort", stop, { once: true });
    });
  }
}

function encodeKey(key: string): string {
  return key.split("/").map(encodeURIComponent).join("/");
}

/** No answer came in time. */
class Late extends Error {
  constructor(ms: number) {
    super(`no answer within ${Math.ceil(ms / 1000)} s`);
  }
}

function isLate(error: unknown): boolean {
  return error instanceof Late;
}
