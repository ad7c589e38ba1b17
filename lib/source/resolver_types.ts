/** What an import specifier stands for. Types only. */

import type { AbsPath } from "../util/path.ts";
import type { JsxFactory } from "./jsx_factory.ts";

/** The meaning of a specifier in a file. */
export type Resolved =
  /** A file of this machine, hashed by its text: one's own, a workspace member's, a linked one's. */
  | { readonly kind: "local"; readonly path: AbsPath }
  /** A package or remote module whose bytes a lock pins. */
  | {
    readonly kind: "package";
    /** `npm:zod`, `jsr:@std/path`, `https://…`. */
    readonly name: string;
    /** `4.6.7`; empty for a URL. */
    readonly version: string;
    /** SHA-256 of version and integrity of it and of all that it depends on. */
    readonly hash: string;
    /** Where version and integrity come from, as people name it: `deno.lock`. */
    readonly source: string;
    /** Its folder in `node_modules`, if npm installed it and no `deno.lock` speaks for it. */
    readonly installed?: AbsPath;
  }
  | { readonly kind: "builtin"; readonly name: string }
  /** The library itself. */
  | { readonly kind: "merkl" }
  /** `why` completes the sentence "… can't be resolved: …". */
  | { readonly kind: "unknown"; readonly specifier: string; readonly why: string };

/** Tells what specifiers mean. */
export interface ModuleResolver {
  resolve(specifier: string, fromFile: AbsPath): Resolved;
  /** What the settings that speak for a file say of its JSX. */
  jsx?(fromFile: AbsPath): JsxFactory | undefined;
}
