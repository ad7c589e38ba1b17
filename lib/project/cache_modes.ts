/** Which caches a run uses, and what for: `local:rw,remote:r`. */

/** What may be done with each of the caches. */
export interface CacheModes {
  /** Whether the folder is used; without it results are kept in memory while a run needs them. */
  readonly local: boolean;
  /** Whether results are looked for in the remote cache. */
  readonly readRemote: boolean;
  /** Whether new results are sent to it. */
  readonly writeRemote: boolean;
}

/** How these texts look, in words. */
export const MODES_EXPECTED = "modes such as local:rw,remote:r";

const NONE: CacheModes = { local: false, readRemote: false, writeRemote: false };
const ALL: CacheModes = { local: true, readRemote: true, writeRemote: true };

/** What holds if nobody says anything: a remote cache, if one is set, is read and written. */
export const DEFAULT_MODES: CacheModes = ALL;

/**
 * Whether a text is about modes, perhaps malformed ones such as `lokal:rw`; a folder of such a name is
 * written `./local`.
 */
export function isModes(text: string): boolean {
  return /^(local|remote)(:|,|$)|^\w{2,}:(r|w|rw)(,|$)/i.test(text);
}

/**
 * The modes of a text; undefined if it has none. The local cache is `local:rw` or left out, the
 * remote one `remote:r`, `remote:w` or `remote:rw`.
 */
export function parseModes(text: string): CacheModes | undefined {
  let modes = NONE;
  const seen = new Set<string>();
  for (const part of text.split(",")) {
    const [name, mode] = part.split(":") as [string, string | undefined];
    if (seen.has(name)) return undefined;
    seen.add(name);
    if (name === "local" && mode === "rw") modes = { ...modes, local: true };
    else if (name === "remote" && /^(r|w|rw)$/.test(mode ?? "")) {
      modes = { ...modes, readRemote: mode!.includes("r"), writeRemote: mode!.includes("w") };
    } else return undefined;
  }
  return modes;
}

/** Whether the modes leave anything to keep results in. */
export function hasCache(
  { modes, remote }: { readonly modes: CacheModes; readonly remote: string | null },
): boolean {
  return modes.local || (remote !== null && (modes.readRemote || modes.writeRemote));
}
