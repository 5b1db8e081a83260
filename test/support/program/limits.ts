import { spawnSync } from "node:child_process";

/** A way to take something from a program that it usually has. */
export type Limit =
  /** At most so many open files, sockets and pipes at once. */
  | { readonly kind: "descriptors"; readonly most: number }
  /** No file may grow beyond so many bytes, in steps of 512: writing more is an error of the disk. */
  | { readonly kind: "fileSize"; readonly maxBytes: number }
  /** Not one inotify watch. */
  | { readonly kind: "noInotify" }
  /** Permission bits hold for root, too. */
  | { readonly kind: "permissionsHold" };

/** The command line that runs `commandLine` under a limit. */
export function limited(limit: Limit, commandLine: readonly string[]): readonly string[] {
  return [...launcher(limit), ...commandLine];
}

/** Why a limit cannot be set here, as a sentence; `undefined` when it can. */
export function whyNotLimited(limit: Limit): string | undefined {
  const [program = "", ...words] = limited(limit, ["true"]);
  const { status, error, stderr } = spawnSync(program, words, { encoding: "utf8" });
  if (status === 0) return undefined;
  const cause = error?.message ?? stderr.trim();
  return `The limit ${limit.kind} cannot be set by ${program}: ${cause || `exit code ${status}`}`;
}

function launcher(limit: Limit): readonly string[] {
  switch (limit.kind) {
    case "descriptors":
      // Both the soft and the hard limit: Node raises the soft one to the hard one.
      return ["sh", "-c", 'ulimit -n "$0" && exec "$@"', String(limit.most)];
    case "fileSize":
      // POSIX counts in blocks of 512 bytes. Node ignores SIGXFSZ, so that it gets EFBIG instead.
      return ["sh", "-c", 'ulimit -f "$0" && exec "$@"', String(Math.ceil(limit.maxBytes / 512))];
    case "noInotify":
      return ["unshare", "-Ur", "sh", "-c", `echo 0 > ${WATCH_LIMIT} && exec "$0" "$@"`];
    case "permissionsHold":
      return process.getuid?.() === 0
        ? ["setpriv", `--bounding-set=${NO_OVERRIDE}`, `--inh-caps=${NO_OVERRIDE}`]
        : [];
  }
}

const WATCH_LIMIT = "/proc/sys/user/max_inotify_watches";
const NO_OVERRIDE = "-dac_override,-dac_read_search";
