/** What can go wrong with files that are to be taken for the Futures that were written to them. */

import { MerklError } from "./merkl_error.ts";

/** A tracked file that somebody has changed. The hashes are of its content. */
export function staleFile(
  path: string,
  hashes: { readonly written: string; readonly found: string },
): MerklError {
  return new MerklError({
    name: "StaleFileError",
    code: "stale-file",
    message: `${path} has changed since merkl wrote it: it was ${hashes.written}, ` +
      `and now is ${hashes.found}`,
    hint: "Run the pipeline that writes it; or take what is there now as a plain input: " +
      '`Future.fromFile(path, { ifChanged: "input" })`',
  });
}

/** A file of which nothing is known. */
export function fileUntracked(path: string): MerklError {
  return new MerklError({
    code: "file-untracked",
    message: `Which Future ${path} holds is not known: it has no sidecar ${path}.merkl, ` +
      "and this project's cache has no record of writing it",
    hint: "Write it with `to(path, { sidecar: true })`; or read it as an input: `readFuture(path)`",
  });
}

/** A sidecar that can't be understood. `why`: `hash is 3, but a hash was expected`. */
export function sidecarDamaged(path: string, why: string): MerklError {
  return new MerklError({
    code: "sidecar-damaged",
    message: `The sidecar ${path} is damaged: ${why}`,
    hint: "Get it back from version control, or remove it and run the pipeline that writes it",
  });
}

/** A sidecar of a format that isn't known yet. */
export function sidecarNewer(
  path: string,
  formats: { readonly given: number; readonly known: number },
): MerklError {
  return new MerklError({
    code: "sidecar-newer",
    message:
      `The sidecar ${path} has format ${formats.given}, but this merkl knows formats up to ` +
      formats.known,
    hint: "Upgrade merkl",
  });
}

/** A sidecar that can't be written. */
export function sidecarUnwritable(path: string, cause: unknown): MerklError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new MerklError({
    code: "sidecar-unwritable",
    message: `The sidecar ${path} can't be written: ${why}`,
    hint: "Check that its folder may be written to and has room",
    cause,
  });
}

/** A file whose serialiser is the user's own, and wasn't given. */
export function serializerNeeded(path: string, codec: string): MerklError {
  return new MerklError({
    code: "serializer-needed",
    message: `${path} was written by the serializer ${codec}, which is not one of merkl's own`,
    hint: "Pass it: `Future.fromFile(path, { serializer })`",
  });
}
