import { createHash, randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { shortenFileName } from "./shorten-file-name.ts";

/**
 * Purpose of a temporary file. `gone`: an image being removed from its folder, which must get its name back
 * if nobody completes that. `part`: an incomplete copy, worth nothing.
 */
export type TemporaryKind = "gone" | "part";

/**
 * Name of a temporary file of ours. It names its process, so that leftovers of a killed program can be told
 * from work in progress: `.frameferry-KIND-HOST-PID-RUN.NUMBER-NAME`.
 *
 * @param name the image's own name.
 */
export function temporaryName(kind: TemporaryKind, name: string): string {
  madeCount += 1;
  const maker = `${HOST}-${process.pid}-${RUN}.${madeCount.toString(36)}`;
  return shortenFileName(`${PREFIX}${kind}-${maker}-`, name, "");
}

let madeCount = 0;

/** True for a temporary name of any process and machine. */
export function isTemporaryName(name: string): boolean {
  return name.startsWith(PREFIX);
}

/** Name of an image before it got this temporary one; `null` for any other name. */
export function originalName(name: string): string | null {
  const { kind, original } = FORM.exec(name)?.groups ?? {};
  return kind === "gone" ? (original ?? null) : null;
}

/**
 * True if nobody works on a temporary file any more: its process has ended, or an hour has passed, which no
 * step takes. Folders may be shared by machines, whose process ids are unrelated.
 *
 * @param changedAtMs time of the last change or renaming, in milliseconds since 1970.
 */
export function isAbandoned(name: string, kind: TemporaryKind, changedAtMs: number): boolean {
  const made = FORM.exec(name)?.groups;
  if (made === undefined || made["kind"] !== kind) return false;
  if (made["host"] === HOST && made["run"] === RUN) return false;
  if (Date.now() - changedAtMs > MAX_STEP_MS) return true;
  return made["host"] === HOST && !isOtherAlive(Number(made["pid"]));
}

const MAX_STEP_MS = 60 * 60 * 1000;

const PREFIX = ".frameferry-";
const HOST = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
/** In a container, each start may get the same process id. */
const RUN = randomBytes(4).toString("hex");
const FORM =
  /^\.frameferry-(?<kind>gone|part)-(?<host>[0-9a-f]{8})-(?<pid>\d+)-(?<run>[0-9a-f]{8})\.[0-9a-z]+-(?<original>.+)$/su;

function isOtherAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "EPERM";
  }
}
