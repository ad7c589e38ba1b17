/** `merkl cache gc` */

import { badOptionValue, unexpectedArgument } from "../../../error/cli_errors.ts";
import { parseSize, parseTime, SIZE, TIME } from "../../../util/quantities.ts";
import { defineCommand, usageOf } from "../../command.ts";

/** The command. */
export const gc = defineCommand({
  name: "cache gc",
  usage: "",
  about: `Makes room: evicts what is least worth its room, by the time that it took to make, how
long ago a run used it, and its bytes; and removes what nothing refers to any more.
Without limits, those of the setting gc hold; without that only garbage goes.

The hash of an evicted value stays known: nothing that was made from it runs again,
and it is made anew only when somebody needs it. What is younger than an hour stays.`,
  options: {
    "max-size": { value: "SIZE", help: "until the cache takes up at most SIZE on disk: 10GB" },
    "max-age": { value: "TIME", help: "evict what no run has used or made for TIME: 30d" },
    "dry-run": { short: "n", help: "remove nothing; say how much would go" },
  },
  examples: [
    ["merkl cache gc --max-size 10GB", "keep what is most worth its room"],
    ["merkl cache gc --max-age 30d -n", "how much has not been used for a month"],
    ["merkl cache gc", "remove only what nothing refers to"],
  ],
  async run({ options, positionals: [more] }, { cwd }): Promise<number> {
    if (more !== undefined) throw unexpectedArgument("merkl cache gc", more, usageOf(gc));
    const { "max-size": size, "max-age": age, directory, json, quiet } = options;
    const { gcCommand } = await import("../../../project/gc_command.ts");
    return await gcCommand({
      maxBytes: given("--max-size", size, { parse: parseSize, expected: SIZE }),
      maxAge: given("--max-age", age, { parse: parseTime, expected: TIME }),
      dryRun: options["dry-run"],
      ...{ json, quiet, cwd, root: directory === undefined ? undefined : cwd },
    });
  },
});

function given(
  option: string,
  text: string | undefined,
  { parse, expected }: { parse: (text: string) => number | undefined; expected: string },
): number | undefined {
  if (text === undefined) return undefined;
  const value = parse(text);
  if (value === undefined) throw badOptionValue(option, text, expected);
  return value;
}
