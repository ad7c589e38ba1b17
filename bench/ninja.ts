/** `ninja` with nothing to do, as a yardstick. */

import { inNewFolder, leastTook, timed, type Took, took } from "./measure.ts";

const RULE = "rule nothing\n  command = true\n";

/**
 * What ninja takes to find that `rules` rules, all of one input, are up to date.
 * Undefined if there is no ninja. Its outputs and log are made here, in the state in which a build
 * leaves them: to run so many commands would take minutes.
 */
export function ninjaDoingNothing(rules: number, rounds: number): Took | undefined {
  const logged = logOfOneRule();
  if (logged === undefined) return undefined;
  return inNewFolder((folder) => {
    Deno.writeTextFileSync(`${folder}/in`, "");
    Deno.mkdirSync(`${folder}/out`);
    const [manifest, log] = [[RULE], [logged.version]];
    // nanoseconds; a little late, since the input's time has more digits than the clock
    const built = BigInt(Date.now() + 1000) * 1_000_000n;
    for (let i = 0; i < rules; i++) {
      Deno.writeTextFileSync(`${folder}/out/${i}`, "");
      manifest.push(`build out/${i}: nothing in\n`);
      log.push(`0\t1\t${built}\tout/${i}\t${logged.commandHash}\n`);
    }
    Deno.writeTextFileSync(`${folder}/build.ninja`, manifest.join(""));
    Deno.writeTextFileSync(`${folder}/.ninja_log`, log.join(""));
    const said = new TextDecoder().decode(
      new Deno.Command("ninja", { cwd: folder }).outputSync().stdout,
    );
    if (!said.includes("no work to do")) throw new Error(`ninja found work to do: ${said}`);
    return leastTook(Array.from({ length: rounds }, () => took(["ninja"], folder)));
  });
}

/** How ninja logs a command: every rule here has the same one. */
function logOfOneRule(): { version: string; commandHash: string } | undefined {
  return inNewFolder((folder) => {
    Deno.writeTextFileSync(`${folder}/in`, "");
    Deno.writeTextFileSync(`${folder}/build.ninja`, `${RULE}build out: nothing in\n`);
    try {
      timed(["ninja"], folder);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
    const [version, entry] = Deno.readTextFileSync(`${folder}/.ninja_log`).split("\n");
    return { version: `${version}\n`, commandHash: entry!.split("\t")[4]! };
  });
}
