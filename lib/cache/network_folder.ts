/** Whether a folder lies on a disk that other machines write to as well. */

/** Kinds of file systems, as Linux calls them, that are on another machine. */
const NETWORK: ReadonlySet<string> = new Set([
  ...["nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "coda", "lustre", "gpfs"],
  ...["beegfs", "pvfs2", "orangefs", "ocfs2", "gfs2", "fuse.sshfs", "fuse.glusterfs", "fuse.ceph"],
  ...["fuse.s3fs", "fuse.rclone", "fuse.gcsfuse", "fuse.davfs", "fuse.juicefs", "davfs", "drvfs"],
]);

/** The kind of a network file system; undefined on a local disk, or where it can't be told. */
export function networkFileSystem(folder: string): string | undefined {
  if (Deno.build.os === "windows") return /^[\\/]{2}/.test(folder) ? "a share" : undefined;
  if (Deno.build.os !== "linux") return undefined;
  try {
    // only what is no device of this machine has the number 0
    const { dev } = Deno.statSync(folder);
    if (dev > 0xff) return undefined;
    const kind = fileSystemOf(
      Deno.realPathSync(folder),
      Deno.readTextFileSync("/proc/self/mountinfo"),
    );
    return kind !== undefined && NETWORK.has(kind) ? kind : undefined;
  } catch {
    return undefined;
  }
}

/** The kind of file system that holds a path, as `/proc/self/mountinfo` tells. */
export function fileSystemOf(path: string, mounts: string): string | undefined {
  let best = "";
  let kind: string | undefined;
  for (const line of mounts.split("\n")) {
    const [place, rest] = line.split(" - ");
    const point = unescape(place!.split(" ")[4] ?? "");
    const holds = point === "/" || path === point || path.startsWith(`${point}/`);
    // of two at one place the later one is seen
    if (!holds || rest === undefined || point.length < best.length) continue;
    best = point;
    kind = rest.split(" ")[0];
  }
  return kind;
}

/** Spaces and the like are written as `\040`. */
function unescape(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits) => String.fromCharCode(parseInt(digits, 8)));
}
