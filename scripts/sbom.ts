/**
 * What the binary is made of, as a software bill of materials (CycloneDX 1.6): merkl, the npm packages
 * that its bundle holds, and Deno. `deno run -A scripts/sbom.ts` prints it.
 */

import { fileURLToPath, pathToFileURL } from "node:url";

interface NpmPackage {
  readonly name: string;
  readonly version: string;
  readonly dependencies: readonly string[];
  readonly localPath: string;
}

interface Info {
  readonly modules: readonly { readonly kind?: string; readonly npmPackage?: string }[];
  readonly npmPackages: Readonly<Record<string, NpmPackage>>;
}

interface Lock {
  readonly npm: Readonly<Record<string, { readonly integrity: string }>>;
}

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The bill of the sources in this folder. The same sources give the same text. */
export function bill(): Record<string, unknown> {
  const { name, version, license } = JSON.parse(Deno.readTextFileSync(`${ROOT}deno.json`));
  const lock: Lock = JSON.parse(Deno.readTextFileSync(`${ROOT}deno.lock`));
  const info = infoOf(["start.ts", ...commands()]);
  const { used, direct } = packagesOf(info);
  const merkl = `pkg:jsr/${name}@${version}`;
  const deno = `pkg:npm/deno@${Deno.version.deno}`;
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: {
        "type": "application",
        "bom-ref": merkl,
        name,
        version,
        licenses: [{ license: { id: license } }],
        purl: merkl,
      },
    },
    components: [
      {
        "type": "platform",
        "bom-ref": deno,
        name: "deno",
        version: Deno.version.deno,
        licenses: [{ license: { id: "MIT" } }],
        purl: deno,
      },
      ...used.map((id) => component(info.npmPackages[id]!, lock.npm[id]?.integrity)),
    ],
    dependencies: [
      { ref: merkl, dependsOn: [deno, ...direct.map((id) => refOf(info.npmPackages[id]!))] },
      ...used.map((id) => {
        const { dependencies } = info.npmPackages[id]!;
        const dependsOn = dependencies.map((other) => refOf(info.npmPackages[other]!));
        return { ref: refOf(info.npmPackages[id]!), dependsOn };
      }),
    ],
  };
}

/** The modules of the commands, whose imports `deno info` doesn't see. */
function commands(): string[] {
  const folder = "lib/cli/commands";
  return [...Deno.readDirSync(`${ROOT}${folder}`)]
    .filter(({ isFile }) => isFile).map(({ name }) => `${folder}/${name}`).sort();
}

/** Of all that these files need. */
function infoOf(files: readonly string[]): Info {
  const entry = Deno.makeTempFileSync({ suffix: ".ts" });
  try {
    const urls = files.map((file) => pathToFileURL(`${ROOT}${file}`).href);
    Deno.writeTextFileSync(entry, urls.map((url) => `import "${url}";\n`).join(""));
    const { success, stdout, stderr } = new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", "--config", "deno.json", entry],
      cwd: ROOT,
    }).outputSync();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    return JSON.parse(new TextDecoder().decode(stdout));
  } finally {
    Deno.removeSync(entry);
  }
}

/** The packages that the modules import, and all that these need, sorted. */
function packagesOf({ modules, npmPackages }: Info): { used: string[]; direct: string[] } {
  const direct = new Set(modules.flatMap((module) => module.npmPackage ?? []));
  const used = new Set(direct);
  // a Set gives what is added on the way as well
  for (const id of used) for (const other of npmPackages[id]!.dependencies) used.add(other);
  return { used: [...used].sort(), direct: [...direct].sort() };
}

function component(found: NpmPackage, integrity: string | undefined): Record<string, unknown> {
  const { name, version, localPath } = found;
  const { license } = JSON.parse(Deno.readTextFileSync(`${localPath}/package.json`));
  return {
    "type": "library",
    "bom-ref": refOf(found),
    name,
    version,
    ...(typeof license === "string" ? { licenses: [licenceOf(license)] } : {}),
    ...(integrity === undefined ? {} : { hashes: [hashOf(integrity)] }),
    purl: refOf(found),
  };
}

/** One licence, or a choice as SPDX writes it: `(MIT OR CC0-1.0)`. */
function licenceOf(spdx: string): Record<string, unknown> {
  return spdx.includes(" ") ? { expression: spdx } : { license: { id: spdx } };
}

function refOf({ name, version }: NpmPackage): string {
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}

/** `sha512-BASE64` as the bill has it. */
function hashOf(integrity: string): { alg: string; content: string } {
  const [algorithm, base64] = integrity.split("-") as [string, string];
  const bytes = Uint8Array.fromBase64(base64);
  return { alg: algorithm.replace("sha", "SHA-"), content: bytes.toHex() };
}

if (import.meta.main) console.log(JSON.stringify(bill(), null, 2));
