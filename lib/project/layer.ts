/** Whether a project has a remote cache; what that takes is loaded only if it has. */

import type { AbsPath } from "../util/path.ts";
import { type CacheModes, DEFAULT_MODES } from "./cache_modes.ts";
import type { RemoteLayerOptions } from "./remote_layer.ts";
import type { Layer } from "./session_options.ts";

/** What the settings say. */
export interface LayerSettings {
  readonly cacheFolder: AbsPath | null;
  readonly remote: string | null;
  readonly modes: CacheModes;
}

/**
 * What is to be put over the local cache; undefined if there is no remote one to be used.
 *
 * @throws {MerklError} `bad-remote`
 */
export async function projectLayer(
  { cacheFolder, remote, modes }: LayerSettings,
  tell: Omit<RemoteLayerOptions, "remote" | "modes">,
): Promise<Layer | undefined> {
  const isUsed = modes.readRemote || modes.writeRemote;
  // in pull requests of strangers the address may be kept from us: then it goes without
  if (isUsed && remote === null && modes !== DEFAULT_MODES) {
    const { remoteNotSet } = await import("../error/remote_errors.ts");
    tell.onProblem(remoteNotSet());
  }
  if (!isUsed || remote === null || cacheFolder === null) return undefined;
  const { remoteLayer } = await import("./remote_layer.ts");
  return remoteLayer({ remote, modes, ...tell });
}
