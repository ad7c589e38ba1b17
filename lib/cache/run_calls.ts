/** What is kept of the calls of a run, and how it is packed into two columns. */

import type { MerkleHash } from "../hash/digest.ts";
import { blob, hexAt } from "./keys.ts";

/** What became of one task's calls in a run. */
export interface RunTask {
  /** `file#binding`. */
  readonly id: string;
  readonly name: string;
  readonly cached: number;
  /** How many bodies ran to their end and were stored, if they were to be. */
  readonly run: number;
  readonly failed: number;
  /** Neither: not needed, not reached after a failure, or not stored. */
  readonly left: number;
  /** Milliseconds that the bodies took together. */
  readonly duration: number;
  /** Milliseconds that the bodies of the cached calls had taken; absent where it wasn't kept. */
  readonly saved?: number;
}

/** A call whose body ran. */
export interface RunCall {
  /** Of its first out. */
  readonly hash: MerkleHash;
  /** Number of its task in {@linkcode RunCalls.tasks}. */
  readonly task: number;
  /** Milliseconds. */
  readonly duration: number;
}

/** A call whose body failed. */
export interface RunFailure {
  readonly hash: MerkleHash;
  readonly task: number;
  readonly argsHash: string;
  /** The first line of the error. */
  readonly message: string;
}

/** The calls of a run. */
export interface RunCalls {
  readonly tasks: readonly RunTask[];
  /** In no order. */
  readonly ran: readonly RunCall[];
  readonly failures: readonly RunFailure[];
}

/** Bytes of a call besides its hash: two numbers of 32 bits. */
const NUMBERS = 8;

/** The column `calls`: all hashes, then task and duration of each. */
export function packCalls(ran: readonly RunCall[]): Uint8Array | null {
  if (ran.length === 0) return null;
  const bytes = new Uint8Array((32 + NUMBERS) * ran.length);
  bytes.set(blob(ran.map(({ hash }) => hash).join(""), ran.length));
  const view = new DataView(bytes.buffer, 32 * ran.length);
  ran.forEach(({ task, duration }, i) => {
    view.setUint32(NUMBERS * i, task, true);
    view.setFloat32(NUMBERS * i + 4, duration, true);
  });
  return bytes;
}

/** See {@linkcode packCalls}. */
export function unpackCalls(bytes: Uint8Array | null): RunCall[] {
  if (bytes === null) return [];
  const count = Math.floor(bytes.length / (32 + NUMBERS));
  const hex = bytes.subarray(0, 32 * count).toHex();
  const view = new DataView(bytes.buffer, bytes.byteOffset + 32 * count, NUMBERS * count);
  return Array.from({ length: count }, (_, i) => ({
    hash: hexAt<MerkleHash>(hex, i),
    task: view.getUint32(NUMBERS * i, true),
    duration: view.getFloat32(NUMBERS * i + 4, true),
  }));
}
