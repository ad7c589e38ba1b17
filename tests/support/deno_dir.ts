/** Where Deno keeps what it has downloaded. */

let known: string | undefined;

/**
 * For `DENO_DIR` of a process that is given another home folder, where Deno would find nothing and
 * download all that merkl imports.
 */
export function denoDir(): string {
  if (known === undefined) {
    const { stdout } = new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).outputSync();
    known = JSON.parse(new TextDecoder().decode(stdout)).denoDir as string;
  }
  return known;
}
