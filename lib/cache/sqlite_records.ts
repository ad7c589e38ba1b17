/** What the SQLite cache remembers beside results: source texts, analyses, runs. */

import type { MerkleHash } from "../hash/digest.ts";
import { checksum } from "../hash/checksum.ts";
import { sha256 } from "../hash/digest.ts";
import type { AnalysisMemo } from "../source/types.ts";
import { fromHex } from "../util/bytes.ts";
import type { Connection, Row } from "./connection.ts";
import type { GroupWriter } from "./group_writer.ts";
import type { Run, RunDetails, RunRecord } from "./interfaces.ts";
import { blob, hexAt } from "./keys.ts";
import { RunNotes } from "./run_notes.ts";
import { dirname, join } from "../util/path.ts";
import { packCalls, type RunCalls, unpackCalls } from "./run_calls.ts";
import { sortDigests } from "./sort_digests.ts";

const RUN = `r.id, r.command, r.target, r.started, r.duration, r.cached, r.run, r.failed,
  r.exit_code, m.count, lower(hex(m.hash)), r.argv, r.git_commit, r.git_dirty`;
/** Among so many runs, more than there are notes, one is looked for. */
const LATEST = 1000;
const FROM_RUNS = "FROM runs r JOIN manifests m ON m.id = r.manifest_id";

/** Analyses by their key, in the table `analysis`. */
export class SqliteMemo implements AnalysisMemo {
  readonly #connection: Connection;
  readonly #writer: GroupWriter;
  readonly #pending = new Map<string, string>();

  constructor(connection: Connection, writer: GroupWriter) {
    this.#connection = connection;
    this.#writer = writer;
  }

  get(key: string): string | undefined {
    const pending = this.#pending.get(key);
    if (pending !== undefined) return pending;
    const query = "SELECT json FROM analysis WHERE key = ?";
    const found = this.#connection.read(() => this.#connection.row(query, key))?.[0];
    return typeof found === "string" ? unsealed(key, found) : undefined;
  }

  set(key: string, json: string): void {
    this.#pending.set(key, json);
    this.#writer.addQuietly(() => {
      this.#connection.sql(
        "INSERT OR REPLACE INTO analysis (key, json, created) VALUES (?, ?, unixepoch())",
      ).run(key, sealed(key, json));
      this.#pending.delete(key);
    });
  }

  forget(prefix: string, except?: string): number {
    const isMeant = (key: string) =>
      key.startsWith(prefix) && (except === undefined || !key.startsWith(except));
    const query = "SELECT key FROM analysis WHERE key >= ? AND key < ?";
    const find = () =>
      this.#connection.rows(query, prefix, prefix + "\u{10FFFF}")
        .map(([key]) => key as string).filter(isMeant);
    if (
      ![...this.#pending.keys()].some(isMeant) && (this.#connection.read(find) ?? []).length === 0
    ) {
      return 0;
    }
    return this.#writer.now(() => {
      const keys = find();
      for (const key of keys) {
        this.#connection.sql("DELETE FROM analysis WHERE key = ?").run(key);
      }
      return keys.length;
    });
  }
}

/** Digits of the checksum behind a memo. */
const SEAL = 16;

/**
 * A memo as it is stored. SQLite doesn't see a bit that flips within a row; in an analysis it would
 * hide a dependency for good.
 */
function sealed(key: string, json: string): string {
  return `${json}\n${checksum(`${key}\n${json}`)}`;
}

/** A memo as it was given; undefined if it is no longer that. */
function unsealed(key: string, text: string): string | undefined {
  const json = text.slice(0, -SEAL - 1);
  return sealed(key, json) === text ? json : undefined;
}

/** Source texts and runs. */
export class SqliteRecords {
  readonly #connection: Connection;
  readonly #writer: GroupWriter;
  readonly #notes: RunNotes;
  readonly #sources = new Set<string>();

  constructor(connection: Connection, writer: GroupWriter) {
    this.#connection = connection;
    this.#writer = writer;
    this.#notes = new RunNotes(join(dirname(connection.path), "runs.jsonl"));
  }

  putSources(sources: ReadonlyMap<string, string>): void {
    for (const [hash, text] of sources) {
      if (this.#sources.has(hash)) continue;
      this.#sources.add(hash);
      // mostly it is there, and what has nothing to write doesn't wait for the disk
      if (this.source(hash) === text) continue;
      const key = blob(hash);
      this.#writer.addQuietly(() =>
        void this.#connection.sql(
          "INSERT OR IGNORE INTO sources (hash, text, created) VALUES (?, ?, unixepoch())",
        ).run(key, text)
      );
    }
  }

  source(hash: string): string | undefined {
    const query = "SELECT text FROM sources WHERE hash = ?";
    const row = this.#connection.read(() => this.#connection.row(query, blob(hash)));
    return row?.[0] as string | undefined;
  }

  recordRun(run: RunRecord, hashes: Iterable<MerkleHash>): Promise<void> {
    const list = [...hashes];
    const digests = blob(list.join(""), list.length);
    const graph = sha256(digests);
    const given = fromHex(graph);
    if (this.#isNote(run, given) && this.#notes.add({ run, graph })) return Promise.resolve();
    this.settle();
    const write = () => this.#insertRun(run, this.#manifestId(given, digests));
    return this.#writer.add(write, { rows: 2, urgent: true });
  }

  /** Whether a run is of no more consequence than that it was, so that a note of it will do. */
  #isNote({ counts, exitCode }: RunRecord, given: Uint8Array): boolean {
    return counts.run === 0 && counts.failed === 0 && exitCode === 0 && !this.#writer.waits &&
      !this.#connection.readOnly &&
      this.#connection.read(() => this.#knownManifest(given)) !== undefined;
  }

  /** Puts the notes of runs into the table. What goes wrong is left to the next who does. */
  settle(): void {
    if (this.#connection.readOnly) return;
    try {
      this.#notes.take((notes) =>
        this.#writer.now(() => {
          const recorded = this.#latest();
          for (const { run, graph } of notes) {
            // who did so was killed before the note was taken away
            if (recorded.has(`${run.started} ${run.target}`)) continue;
            // without it the runs of that graph have been forgotten
            const manifest = this.#knownManifest(fromHex(graph));
            if (manifest !== undefined) this.#insertRun(run, manifest);
          }
        })
      );
    } catch {
      // a full disk, say, of which others tell
    }
  }

  #latest(): Set<string> {
    const query = "SELECT started, target FROM runs ORDER BY id DESC LIMIT ?";
    return new Set(this.#connection.rows(query, LATEST).map((row) => row.join(" ")));
  }

  #insertRun(run: RunRecord, manifest: number): void {
    const { command, target, started, duration, counts, exitCode, calls } = run;
    this.#connection.sql(
      `INSERT INTO runs
        (command, target, started, duration, cached, run, failed, exit_code, manifest_id, argv,
        git_commit, git_dirty, tasks, calls)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      ...[command, target, started, duration],
      ...[counts.cached, counts.run, counts.failed, exitCode, manifest],
      run.argv === undefined ? null : JSON.stringify(run.argv),
      run.commit ?? null,
      run.dirty === undefined ? null : Number(run.dirty),
      calls === undefined ? null : JSON.stringify([calls.tasks, calls.failures]),
      calls === undefined ? null : packCalls(calls.ran),
    );
  }

  runs(limit: number): Run[] {
    this.settle();
    return this.#connection.read(() =>
      this.#connection.rows(
        `SELECT ${RUN} ${FROM_RUNS} ORDER BY r.id DESC LIMIT ?`,
        limit,
      )
    ).map(runOf);
  }

  run(id: number): RunDetails | undefined {
    this.settle();
    const query = `SELECT ${RUN}, r.tasks, r.calls ${FROM_RUNS} WHERE r.id = ?`;
    const row = this.#connection.read(() => this.#connection.row(query, id));
    if (row === undefined) return undefined;
    const [json, packed] = row.slice(-2) as [string | null, Uint8Array | null];
    if (json === null) return runOf(row);
    const [tasks, failures] = JSON.parse(json) as [RunCalls["tasks"], RunCalls["failures"]];
    return { ...runOf(row), calls: { tasks, failures, ran: unpackCalls(packed) } };
  }

  runHashes(id: number): MerkleHash[] {
    this.settle();
    const query = `SELECT lower(hex(m.hashes)) FROM runs r JOIN manifests m ON m.id = r.manifest_id
      WHERE r.id = ?`;
    const hex = this.#connection.read(() => this.#connection.row(query, id))?.[0] as string ?? "";
    return Array.from({ length: hex.length / 64 }, (_, i) => hexAt<MerkleHash>(hex, i));
  }

  #knownManifest(given: Uint8Array): number | undefined {
    const query = "SELECT id FROM manifests WHERE given = ? AND length(hashes) = 32 * count";
    return this.#connection.row(query, given)?.[0] as number | undefined;
  }

  /** `given`: the SHA-256 of `digests`, which this sorts if there is no such manifest yet. */
  #manifestId(given: Uint8Array, digests: Uint8Array): number {
    const found = this.#knownManifest(given);
    if (found !== undefined) return found;
    const sorted = sortDigests(digests);
    // of old graphs only the number of their hashes is remembered
    const query = `INSERT INTO manifests (hash, count, hashes, given) VALUES (?, ?, ?, ?)
      ON CONFLICT (hash) DO UPDATE SET hashes = excluded.hashes, given = excluded.given
      RETURNING id`;
    const hash = fromHex(sha256(sorted));
    return this.#connection.row(query, hash, sorted.length / 32, sorted, given)![0] as number;
  }
}

function runOf(row: Row): Run {
  const number = (i: number) => row[i] as number;
  return {
    id: number(0),
    command: row[1] as string,
    target: row[2] as string,
    started: number(3),
    duration: number(4),
    counts: { cached: number(5), run: number(6), failed: number(7) },
    exitCode: number(8),
    hashes: number(9),
    manifest: row[10] as string,
    ...(row[11] === null ? {} : { argv: JSON.parse(row[11] as string) as string[] }),
    ...(row[12] === null ? {} : { commit: row[12] as string }),
    ...(row[13] === null ? {} : { dirty: row[13] === 1 }),
  };
}
