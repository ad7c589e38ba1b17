/** The hash of a package with all that it depends on, whatever kind of lock it comes from. */

import { sha256 } from "../hash/digest.ts";
import { byCodeUnit } from "../util/order.ts";
import type { AbsPath } from "../util/path.ts";
import type { PackageRequest } from "./specifier.ts";

/** A package as a lock records it. */
export interface PackageNode {
  /** `npm:zod@4.6.7`: the same whichever lock tells it. */
  readonly label: string;
  readonly version: string;
  /** What pins its bytes; empty if the lock has nothing. */
  readonly integrity: string;
  /** Identifiers of the packages that it imports, in this source. */
  readonly deps: readonly string[];
  /** A dependency that the source should have but hasn't. */
  readonly missing?: string;
}

/** What is asked of a lock. */
export interface Wanted extends PackageRequest {
  /** The name under which `node_modules` has it; differs from `name` for an alias. */
  readonly alias: string;
  /** The folder of the importing file. */
  readonly from: AbsPath;
  /** The command that brings it into a lock. */
  readonly install: string;
}

/** What a lock answers: a package, a local folder that stands for it, or why not. */
export type Found =
  | { readonly kind: "node"; readonly id: string }
  | { readonly kind: "folder"; readonly dir: AbsPath }
  | { readonly kind: "none"; readonly why: string };

/** A lock, or the installed packages. */
export interface PackageSource {
  /** As people name it: `deno.lock`. */
  readonly label: string;
  find(wanted: Wanted): Found;
  node(id: string): PackageNode;
}

/** The hash of a package, or what in its closure isn't known. */
export type PackageHash =
  | { readonly hash: string; readonly missing?: never }
  | { readonly missing: string };

/**
 * Hashes a package and its closure. Pre-image: the JSON text
 * `["merkl package",1,label,[[label,integrity,[label of a dependency,…]],…]]`, UTF-8, without
 * spaces; both lists sorted by code unit and without repeats. A list of the closure and not a hash
 * of hashes, so that cycles need no care; labels and not places, so that moving a package within
 * `node_modules` changes nothing.
 *
 * Integrity is what the *lock* says: an installed copy edited by hand isn't noticed.
 */
export function packageHash(source: PackageSource, root: string): PackageHash {
  const seen = new Map<string, PackageNode>();
  const pending = [root];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (seen.has(id)) continue;
    const node = source.node(id);
    if (node.missing !== undefined) return { missing: `${node.label} needs ${node.missing}` };
    seen.set(id, node);
    pending.push(...node.deps);
  }
  const lines = [...seen.values()].map(({ label, integrity, deps }) =>
    JSON.stringify([label, integrity, unique(deps.map((id) => seen.get(id)!.label))])
  );
  const label = JSON.stringify(seen.get(root)!.label);
  return { hash: sha256(`["merkl package",1,${label},[${unique(lines).join(",")}]]`) };
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort(byCodeUnit);
}
