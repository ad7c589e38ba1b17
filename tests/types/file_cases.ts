/** Tasks that take and give files and folders. Compiled, never run. */

import type { Future } from "../../lib/graph/future.ts";
import type { combineFileRefs, DirRef } from "../../lib/task/dir_ref.ts";
import type { FileRef } from "../../lib/task/file_ref.ts";
import type { TaskFactory } from "../../lib/task/types.ts";
import { same } from "./same.ts";

declare const task: TaskFactory;
declare const file: FileRef;
declare const folder: DirRef;
declare const combine: typeof combineFileRefs;

export function values() {
  const make = task(async (name: string) => await Promise.resolve(name === "" ? file : file));
  same<ReturnType<typeof make>, Future<FileRef>>(true);
  const read = task((input: FileRef) => input.text());
  same<ReturnType<typeof read>, Future<string>>(true);
  read(file);
  read(make("x"));
  make("x").pipe(read);
  make("x").to("x.txt");
  // @ts-expect-error a folder is no file
  read(folder);
  // @ts-expect-error a path is no file
  read("x.txt");
  // @ts-expect-error a Future of text
  read(read(file));
  const list = task((input: DirRef, more: { files: FileRef[] }) => [input.name, more.files.length]);
  list(folder, { files: [file, make("x")] });
  // @ts-expect-error a file is no folder
  list(file, { files: [] });
  const combined = task((files: FileRef[]) => combine(files));
  same<ReturnType<typeof combined>, Future<DirRef>>(true);
  list(combined([make("a"), file]), { files: [] });
}

export function outs() {
  const parts = task({ outs: ["train.csv", "test.csv"] }, (seed: number) => seed ? folder : folder);
  same<ReturnType<typeof parts>, { "train.csv": Future<FileRef>; "test.csv": Future<FileRef> }>(
    true,
  );
  const later = task({ outs: ["a"] }, async () => await Promise.resolve(folder));
  same<ReturnType<typeof later>, { a: Future<FileRef> }>(true);
  const mixed = task({ outs: ["score", "model"] }, () => ({ score: 1, model: file }));
  same<ReturnType<typeof mixed>, { score: Future<number>; model: Future<FileRef> }>(true);
  const loose = task({ outs: ["a"] }, () => JSON.parse("{}"));
  // deno-lint-ignore no-explicit-any -- what JSON.parse gives
  same<ReturnType<typeof loose>, { a: Future<any> }>(true);
  // @ts-expect-error one file has no names for its parts
  task({ outs: ["a"] }, () => file);
}
