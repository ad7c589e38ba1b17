/** Freshness: decides, for each call, whether its stored values stand. Named reasons, no effects. */

import type { EntryHead } from "../cache/entry.ts";
import type { Future } from "../graph/future.ts";
import { resolvedHash } from "../graph/key.ts";
import type { CallNode, FileNode, InputNode } from "../graph/node.ts";
import type { Job, JobOut, Parent } from "./job.ts";
import type { ParentChange, RunReason } from "./reason.ts";

/** What decides besides the entries themselves. */
export interface FreshnessRules {
  /** Whether stored values are looked at. */
  readonly cache: boolean;
  /** Run everything again. */
  readonly force: boolean;
  /** The first of the recorded reads that no longer holds; undefined if all do. */
  changedRead(reads: string): string | undefined;
}

/**
 * Whether a job is a hit, must run, or depends on its parents' values; parents come first.
 * `resolve` means: look for an entry with the same resolved hash, then {@linkcode decideResolved}.
 */
export function judge(job: Job, rules: FreshnessRules): "settled" | "resolve" {
  const { node } = job;
  if (node.kind !== "call") return settleInput(job, node);
  const reason = staleReason(job, node, rules);
  if (
    reason?.kind === "forced" || reason?.kind === "reads-changed" || reason?.kind === "uncached"
  ) {
    return mustRun(job, reason, reason.kind !== "uncached" || anyParent(job, mayChange));
  }
  if (reason === undefined) {
    if (anyParent(job, mayChange)) return unsure(job, undefined, true);
    if (!allParents(job, settled)) return hit(job);
    if (agrees(job, node)) return hit(job);
    job.mayChange = true;
    return "resolve";
  }
  if (!allParents(job, settled)) return unsure(job, reason, anyParent(job, mayChange));
  if (job.parents.length === 0) return mustRun(job, reason, false);
  job.reason = reason;
  return "resolve";
}

/** Why the stored values can't stand, whatever the parents' are. */
function staleReason(job: Job, node: CallNode, rules: FreshnessRules): RunReason | undefined {
  const { cache, cacheInMemory } = node.info.settings;
  if (!rules.cache || !(cache || cacheInMemory)) return { kind: "uncached" };
  if (rules.force) return { kind: "forced" };
  let reads: string | null = null;
  for (const { asked, head } of job.outs) {
    if (!asked) continue;
    if (head === undefined) return { kind: "new" };
    reads = head.reads;
  }
  const changed = reads === null ? undefined : rules.changedRead(reads);
  return changed === undefined ? undefined : { kind: "reads-changed", what: changed };
}

/** Whether the entry was made from the values that the parents have now. */
export function agrees(job: Job, node: CallNode): boolean {
  const identities = identitiesOf(job, node);
  for (const { asked, head, future } of job.outs) {
    if (asked && head?.resolvedHash !== resolvedWith(identities, node, future)) return false;
  }
  return true;
}

/** The resolved hashes of a job's outs; the parents' values are known. */
export function resolvedHashes(job: Job, node: CallNode): readonly string[] {
  const known = job.resolved;
  if (known !== undefined && isSame(known.heads, job.parents)) return known.hashes;
  const identities = identitiesOf(job, node);
  const hashes = job.outs.map(({ future }) => resolvedWith(identities, node, future));
  if (identities.length > 0) {
    job.resolved = { heads: job.parents.map(({ out }) => out.head), hashes };
  }
  return hashes;
}

/** What the values of a job's counted parents are known by, in the order of the slots. */
function identitiesOf({ parents }: Job, { counted }: CallNode): readonly string[] {
  if (counted.length === 0) return NONE;
  // the counted parents come first
  return counted.map((_, i) => parents[i]!.out.identity!);
}

function resolvedWith(
  identities: readonly string[],
  { info, skeleton }: CallNode,
  { hash, outKey }: Future<unknown>,
): string {
  return identities.length === 0
    ? hash
    : resolvedHash(info.depsHash, { skeleton, identities }, outKey);
}

/** Whether the parents' values are still those of these entries. */
function isSame(heads: readonly (EntryHead | undefined)[], parents: readonly Parent[]): boolean {
  for (let i = 0; i < heads.length; i++) {
    const { head, unstored } = parents[i]!.out;
    if (head === undefined || head !== heads[i] || unstored !== undefined) return false;
  }
  return true;
}

const NONE: readonly string[] = [];

/** The values are known from these entries. */
export function settleFrom(job: Job, heads: readonly EntryHead[]): void {
  job.outs.forEach((out, i) => out.head = heads[i]);
  job.resolved = undefined; // nobody asks again
  hit(job);
}

/** Its body starts. */
export function begin(job: Job): void {
  job.state = "running";
  job.reason = runReason(job);
}

/** Told to end, the bodies gave nothing: as if they hadn't begun. */
export function unbegin(jobs: readonly Job[]): void {
  for (const job of jobs) job.state = "run";
}

/** After a look for entries with the same resolved hash: a hit, or the body must run. */
export function runReason(job: Job): RunReason {
  if (job.reason !== undefined) return job.reason;
  const { parents } = job;
  const parent = parents.find((one) => one.job.state === "done") ??
    parents.find((one) => one.job.mayChange) ?? parents[0];
  if (parent === undefined) return { kind: "new" };
  return { kind: "parent-changed", parent: parentName(parent.job), why: parentChange(parent) };
}

/** Why a value is another one than before, though code and arguments are the same. */
function parentChange({ job: { reason }, out }: Parent): ParentChange {
  if (reason?.kind === "reads-changed") return "reads";
  if (reason?.kind === "parent-changed") return reason.why;
  const again = reason !== undefined && reason.kind !== "new" && reason.kind !== "changed";
  return again && typeof out.head?.reads !== "string" ? "not-deterministic" : "unknown";
}

function parentName(job: Job): string {
  return job.node.kind === "call" ? job.node.info.name : job.node.name;
}

/** A job that was settled is to run. */
export function reopen(job: Job, reason: RunReason): void {
  job.state = "run";
  job.reason = reason;
  job.finished = false;
  job.wanted = false;
}

/**
 * Evicted values that will be needed run again: those of `roots`, and what bodies that run take. The
 * others are known by what their entries tell of them.
 */
export function reopenEvicted(roots: readonly Parent[]): void {
  const seen = new Set<Job>();
  const stack: Job[] = [];
  const need = (job: Job) => {
    if (job.state === "hit" && job.evicted) reopen(job, { kind: "evicted" });
    if (job.settled || seen.has(job)) return;
    seen.add(job);
    stack.push(job);
  };
  for (const { job } of roots) need(job);
  for (let job = stack.pop(); job !== undefined; job = stack.pop()) {
    for (const parent of job.parents) {
      if (job.state === "run" || !parent.job.settled) need(parent.job);
    }
  }
}

/** Hits with an out that is gone, although its siblings were found when they were asked for. */
export function reopenMissing(parents: readonly Parent[]): void {
  for (const { job, out } of parents) {
    if (job.state === "hit" && out.identity === undefined) reopen(job, { kind: "new" });
  }
}

function settleInput(job: Job, node: InputNode | FileNode): "settled" {
  job.outs[0]!.unstored = node.kind === "file" ? node.identity : inputIdentity(node);
  job.state = "hit";
  job.finished = true;
  return "settled";
}

function inputIdentity(node: InputNode): string {
  const seen = node.as === "path" ? `${node.as} ${JSON.stringify(node.name)}` : node.as;
  return `input ${seen} ${node.content}`;
}

function hit(job: Job): "settled" {
  job.state = "hit";
  job.finished = true;
  job.evicted = job.outs.some(isEvicted);
  job.provisional = anyParent(job, isProvisional);
  return "settled";
}

function mustRun(job: Job, reason: RunReason, mayChange: boolean): "settled" {
  job.state = "run";
  job.reason = reason;
  job.mayChange = mayChange;
  return "settled";
}

function unsure(job: Job, reason: RunReason | undefined, mayChange: boolean): "settled" {
  job.state = "unsure";
  job.reason = reason;
  job.mayChange = mayChange;
  return "settled";
}

const settled = (job: Job): boolean => job.settled;
const isEvicted = ({ asked, head }: JobOut): boolean => asked && head?.state === "evicted";
const isProvisional = (job: Job): boolean => !job.settled || job.evicted || job.provisional;
const mayChange = (job: Job): boolean => job.mayChange;

function anyParent(job: Job, test: (job: Job) => boolean): boolean {
  for (const parent of job.parents) if (test(parent.job)) return true;
  return false;
}

function allParents(job: Job, test: (job: Job) => boolean): boolean {
  for (const parent of job.parents) if (!test(parent.job)) return false;
  return true;
}
