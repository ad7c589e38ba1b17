/** How exported names and assets are found. */

import { type AbsPath, fileUrl } from "../util/path.ts";
import type { SourceFile } from "./files.ts";

/** Names of files that hold code. */
export const CODE_FILE = /\.[mc]?[jt]sx?$/;

/** How an exported name is found: what was asked for, and the modules that only hand it on. */
export interface Way {
  readonly seen: Set<string>;
  readonly passed: Set<SourceFile>;
}

/** A new way. */
export function newWay(): Way {
  return { seen: new Set(), passed: new Set() };
}

/** The URL of an asset, without what is no part of its path. */
export function pathOf(asset: string, from: AbsPath): string {
  const url = new URL(asset, fileUrl(from));
  url.search = url.hash = "";
  return url.href;
}
