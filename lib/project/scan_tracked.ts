/** Looks at tracked files, on two threads if there are many. */

import { fileScanner, type Scan, type ScanMessage, scanWorker } from "../file/scan_files.ts";

/** So many files take as long as it takes to start a Worker. */
const FEW = 8000;

/** Milliseconds until progress is shown, and between two times. */
const PATIENCE = 1000;
const INTERVAL = 100;

/** What is to be looked at. */
export interface TrackedScan {
  /** `FileColumns` in JSON; each is asked for once. */
  readonly chunks: Iterable<string>;
  /** How many files the chunks have. */
  readonly count: number;
  /** A regular expression that paths must match; null for all. */
  readonly filter: string | null;
  /** Told how many files were looked at, if it takes a while. */
  readonly progress: (done: number) => void;
}

/** Compares all files with what is known of them; gives the chunks as well. */
export async function scanTracked(
  { chunks, count, filter, progress }: TrackedScan,
): Promise<Scan & { readonly chunks: readonly string[] }> {
  const scan: Scan = { compared: 0, findings: [] };
  const scanChunk = fileScanner(filter, scan);
  const helper = count > FEW ? new Helper(filter, count) : undefined;
  const all: string[] = [];
  // the other thread begins with the first ones while the last ones are still asked for
  for (const chunk of chunks) {
    helper?.offer(chunk, all.length);
    all.push(chunk);
  }
  const ended = helper?.end();
  const began = performance.now();
  let due = began + PATIENCE;
  for (let i = all.length - 1; i >= 0; i--) {
    if (helper !== undefined && !helper.claim(i)) continue;
    scanChunk(all[i]!);
    if (performance.now() < due) continue;
    due = performance.now() + INTERVAL;
    progress(Math.round(count * (helper?.share(all.length) ?? 1 - i / all.length)));
  }
  const other = await ended;
  return {
    compared: scan.compared + (other?.compared ?? 0),
    findings: other === undefined ? scan.findings : scan.findings.concat(other.findings),
    chunks: all,
  };
}

/** Another thread that does a part. */
class Helper {
  readonly #worker = new Worker(scanWorker(), { type: "module" });
  readonly #claims: Int32Array;

  /** @param count At least as many as there will be chunks */
  constructor(filter: string | null, count: number) {
    this.#claims = new Int32Array(new SharedArrayBuffer(4 * count));
    this.#send({ filter, claims: this.#claims });
  }

  offer(chunk: string, number: number): void {
    this.#send({ chunk, number });
  }

  /** Whether a chunk is nobody else's. */
  claim(number: number): boolean {
    return Atomics.compareExchange(this.#claims, number, 0, 1) === 0;
  }

  /** How much of the first `count` chunks is taken. */
  share(count: number): number {
    return this.#claims.subarray(0, count).reduce((sum, claim) => sum + claim, 0) / count;
  }

  /** What it has found, once nothing is left. */
  end(): Promise<Scan> {
    const ended = new Promise<Scan>((resolve, reject) => {
      this.#worker.onmessage = ({ data }) => resolve(data);
      this.#worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(`A Worker failed: ${event.message}`));
      };
    });
    this.#send({ end: true });
    return ended.finally(() => this.#worker.terminate());
  }

  #send(message: ScanMessage): void {
    this.#worker.postMessage(message);
  }
}
