/**
 * This package as JSR would serve it, on a port of this machine: the files that `deno publish` would
 * upload, with the bare imports of `deno.json` written out as JSR does. Deno takes it for JSR if
 * `JSR_URL` says so.
 */

import { createHash } from "node:crypto";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { REPO } from "./temp_project.ts";

/** A running registry. */
export interface JsrRegistry extends AsyncDisposable {
  /** For `JSR_URL`. */
  readonly url: string;
  readonly version: string;
}

interface Config {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly imports: Readonly<Record<string, string>>;
}

/** Serves the package until the end of an `await using` block. */
export async function jsrRegistry(): Promise<JsrRegistry> {
  const config: Config = JSON.parse(await Deno.readTextFile(join(REPO, "deno.json")));
  const { name, version, exports } = config;
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const path of await published()) files.set(`/${path}`, await uploaded(path, config.imports));
  const manifest = Object.fromEntries(
    [...files].map(([path, bytes]) => [path, { size: bytes.length, checksum: checksum(bytes) }]),
  );
  const meta = { scope: name.slice(1).split("/")[0], name: name.split("/")[1], latest: version };
  const pages: Record<string, unknown> = {
    [`/${name}/meta.json`]: { ...meta, versions: { [version]: {} } },
    [`/${name}/${version}_meta.json`]: { manifest, exports },
  };
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
    const { pathname } = new URL(request.url);
    if (pathname in pages) return Response.json(pages[pathname]);
    const prefix = `/${name}/${version}`;
    const file = pathname.startsWith(prefix) ? files.get(pathname.slice(prefix.length)) : undefined;
    if (file === undefined) return new Response("no such page", { status: 404 });
    const type = pathname.endsWith(".ts") ? "text/typescript" : "text/plain";
    return new Response(file, { headers: { "content-type": type } });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    version,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** The files that `deno publish` names. */
async function published(): Promise<string[]> {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["publish", "--dry-run", "--allow-dirty", "--no-check"],
    cwd: REPO,
    env: { NO_COLOR: "1" },
  }).output();
  const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  const root = pathToFileURL(REPO).href;
  return [...said.matchAll(/^ {3}(file:\S+) \(/gm)].map(([, url]) => url!.slice(root.length));
}

async function uploaded(
  path: string,
  imports: Config["imports"],
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await Deno.readFile(join(REPO, path));
  if (!path.endsWith(".ts")) return bytes;
  const text = new TextDecoder().decode(bytes).replaceAll(
    /(\bfrom |\bimport\()"([^".:][^":]*)"/g,
    (whole, keyword, specifier) =>
      specifier in imports ? `${keyword}"${imports[specifier]}"` : whole,
  );
  return new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;
}

function checksum(bytes: Uint8Array): string {
  return `sha256-${createHash("sha256").update(bytes).digest("hex")}`;
}
