/**
 * Caches: those that merkl has, and what one of your own extends. A cache is given to a project with
 * `openProject({ cache })`.
 *
 * @module
 */

export type { Backend, Content, StoredResult } from "./backend.ts";
export { BaseCache, type BaseCacheOptions } from "./base_cache.ts";
export type {
  CacheUsage,
  Care,
  Collected,
  CollectRequest,
  EntryFilter,
  LargeValue,
  TaskUsage,
} from "./care.ts";
export type { Entry, EntryHead } from "./entry.ts";
export type { History, PastCall } from "./history.ts";
export type { Cache, Cleared, ContentStore, Index, Result, Run, RunRecord } from "./interfaces.ts";
export { MemoryCache } from "./memory_cache.ts";
export { type FoundItem, MerkleCache, type MerkleItem } from "./merkle_cache.ts";
export { layeredCache, type LayeredOptions } from "./layered_cache.ts";
export type { RemoteOptions } from "./remote_link.ts";
export { openS3Cache, type S3CacheOptions } from "./s3/s3_cache.ts";
export { openSqliteCache } from "./sqlite_cache.ts";
