/** Versions of packages that stand in `deps`, so that it can be told which has changed. */

import { isPlain } from "../util/difference.ts";
import type { DepVersion } from "./dep_version.ts";

/** As deep in a value, and as many, as people write by hand. */
const DEEPEST = 3;
const MOST = 20;

/** What `depVersion()` gave of what is in a value. */
export function versionsIn(value: unknown, depth = 0): DepVersion[] {
  if (typeof value !== "object" || value === null || depth > DEEPEST) return [];
  if (isVersion(value)) return [value];
  const parts = Array.isArray(value) ? value : isPlain(value) ? Object.values(value) : [];
  return parts.length > MOST ? [] : parts.flatMap((part) => versionsIn(part, depth + 1));
}

function isVersion(value: object): value is DepVersion {
  const { name, version, hash } = value as Partial<Record<keyof DepVersion, unknown>>;
  return typeof name === "string" && typeof version === "string" && typeof hash === "string" &&
    /^[0-9a-f]{64}$/.test(hash) && Object.keys(value).length === 3;
}
