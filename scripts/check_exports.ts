/**
 * Everything that a user can name has a sentence on what it is: `deno task check:exports`. Helper types
 * that a public one is made of may stay private.
 */

import { fileURLToPath } from "node:url";

/** Places of public symbols without documentation. */
export function undocumented(root: string): string[] {
  const { exports } = JSON.parse(Deno.readTextFileSync(`${root}deno.json`));
  const { stderr } = new Deno.Command(Deno.execPath(), {
    args: ["doc", "--lint", ...Object.values<string>(exports)],
    cwd: root,
    env: { NO_COLOR: "1" },
    stdout: "null",
  }).outputSync();
  const said = new TextDecoder().decode(stderr);
  return [...said.matchAll(/^error\[missing-jsdoc\][^]*?--> (\S+)/gm)].map(([, place]) =>
    place!.replace(root, "")
  );
}

if (import.meta.main) {
  const places = undocumented(fileURLToPath(new URL("..", import.meta.url)));
  for (const place of places) console.error(`${place}: a public symbol without documentation`);
  if (places.length > 0) Deno.exit(1);
}
