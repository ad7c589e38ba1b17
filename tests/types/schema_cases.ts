/** What TypeScript takes as a schema. Never run: `types_test.ts` checks it. */

import { z } from "npm:zod@^4.2";
import { type Future, task } from "../../mod.ts";
import { same } from "./same.ts";

const number = z.number();
const text = z.string();

const both = task(
  { schema: { args: [number, text], returns: z.boolean() } },
  (n: number, s: string) => n > s.length,
);
const named = task({ schema: { args: { s: text } } }, (n: number, s: string) => n + s);
const one = task({ schema: { args: [undefined, text] } }, (n: number, s?: string) => n + (s ?? ""));
const later = task(
  { outs: 2, schema: { returns: z.tuple([number, text]) } },
  (n: number) => Promise.resolve<[number, string]>([n, "a"]),
);

same<ReturnType<typeof both>, Future<boolean>>(true);
same<ReturnType<typeof named>, Future<string>>(true);
same<ReturnType<typeof one>, Future<string>>(true);
same<ReturnType<typeof later>, [Future<number>, Future<string>]>(true);

// @ts-expect-error a schema of another parameter's type
task({ schema: { args: [text, number] } }, (n: number, s: string) => n + s);
// @ts-expect-error more schemas than parameters
task({ schema: { args: [number, text] } }, (n: number) => n);
// @ts-expect-error a schema of another result
task({ schema: { returns: text } }, (n: number) => n);
// @ts-expect-error no schema at all
task({ schema: { returns: 1 } }, (n: number) => n);
