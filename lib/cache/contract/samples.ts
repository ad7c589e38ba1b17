/** Made-up entries for tests of caches. */

import { merkleHash } from "../../graph/key.ts";
import { contentHash, type MerkleHash, sha256 } from "../../hash/digest.ts";
import type { Entry } from "../entry.ts";
import type { Result } from "../interfaces.ts";
import { utf8 } from "../../util/bytes.ts";

/** The deps dictionary that goes with `sampleEntry`. */
export const DEPS = '{"body":"0123"}';

/** A hash that a name stands for. */
export function sampleHash(name: string): MerkleHash {
  return merkleHash(sha256("deps"), sha256(`args ${name}`), null);
}

/** An entry whose every field but the overridden ones follows from `name`. */
export function sampleEntry(name: string, overrides: Partial<Entry> = {}): Entry {
  const bytes = utf8(`value of ${name}`);
  return {
    hash: sampleHash(name),
    resolvedHash: sha256(`resolved ${name}`),
    argsHash: sha256(`args ${name}`),
    depsHash: sha256("deps"),
    taskId: "pipeline.ts#train",
    out: "null",
    codec: "default@1",
    contentHash: contentHash(bytes),
    size: bytes.length,
    duration: 1.25,
    created: 1_790_000_000_000_001,
    args: null,
    metadata: null,
    reads: null,
    state: "present",
    format: 1,
    migratedFrom: null,
    logHash: null,
    ...overrides,
  };
}

/** An entry with its bytes; by default those that `sampleEntry` names. */
export function sampleResult(name: string, bytes: Uint8Array = utf8(`value of ${name}`)): Result {
  const entry = sampleEntry(name, { contentHash: contentHash(bytes), size: bytes.length });
  return { entry, bytes };
}
