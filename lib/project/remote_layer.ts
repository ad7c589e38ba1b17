/** The remote cache of a project, as its settings have it. Loaded only if there is one. */

import { parseS3Address } from "../cache/s3/address.ts";
import { LayeredCache } from "../cache/layered_cache.ts";
import type { CacheModes } from "./cache_modes.ts";
import type { Layer } from "./session_options.ts";

/** Who is told what, and what for. */
export interface RemoteLayerOptions {
  /** `s3://…` */
  readonly remote: string;
  readonly modes: CacheModes;
  /** Told what goes wrong, once. */
  readonly onProblem: (message: string) => void;
  /** Told while the end of a run waits for what is sent. */
  readonly onWait: (message: string) => void;
  /** Aborted if it shall not wait any longer. */
  readonly stop?: AbortSignal | undefined;
  /** Whether nothing may be changed, neither here nor there. @default {false} */
  readonly lookOnly?: boolean;
}

/**
 * What is put over the local cache. The server is not spoken to before something is missing here, or
 * new.
 *
 * @throws {MerklError} `bad-remote`
 */
export function remoteLayer(options: RemoteLayerOptions): Layer {
  const { remote: address, modes, lookOnly = false, ...tell } = options;
  const { bucket, prefix } = parseS3Address(address);
  const { onProblem } = tell;
  const open = async () => {
    const { openS3Cache } = await import("../cache/s3/s3_cache.ts");
    return openS3Cache(address, { onProblem });
  };
  const remote = {
    name: `s3://${bucket}/${prefix}`.replace(/\/$/, ""),
    open,
    read: modes.readRemote,
    write: modes.writeRemote && !lookOnly,
  };
  return {
    local: modes.local,
    over: (local) => new LayeredCache({ local, remote, keep: !lookOnly, ...tell }),
  };
}
