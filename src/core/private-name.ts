import { createHash, randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { fittingName } from "./fitting-name.ts";

/**
 * What a file of ours is for a moment. `gone`: an image on its way out of its folder, which must get its
 * name back if nobody finishes that. `part`: a copy that is not whole yet, and worth nothing.
 */
export type PrivateKind = "gone" | "part";

/**
 * A name of a file that is ours for a moment. It tells who made it, so that what a killed program has
 * left can be told from what is under way: `.frameferry-KIND-HOST-PID-RUN.NUMBER-NAME`.
 *
 * @param name the image's own.
 */
export function privateName(kind: PrivateKind, name: string): string {
  madeCount += 1;
  const maker = `${HOST}-${process.pid}-${RUN}.${madeCount.toString(36)}`;
  return fittingName(`${PREFIX}${kind}-${maker}-`, name, "");
}

let madeCount = 0;

/** Whether a name is such a one, of any program and machine. */
export function isPrivateName(name: string): boolean {
  return name.startsWith(PREFIX);
}

/** The name of an image before it got this private one; `null` for any other name. */
export function formerName(name: string): string | null {
  const { kind, former } = FORM.exec(name)?.groups ?? {};
  return kind === "gone" ? (former ?? null) : null;
}

/**
 * Whether nobody works on a file of a private name any more: the program that made it has ended, or an
 * hour has passed, which no step takes. Folders may be shared by machines whose process ids mean
 * nothing to each other.
 *
 * @param changedAtMs when the file was last changed or renamed, in milliseconds since 1970.
 */
export function isAbandoned(name: string, kind: PrivateKind, changedAtMs: number): boolean {
  const made = FORM.exec(name)?.groups;
  if (made === undefined || made["kind"] !== kind) return false;
  if (made["host"] === HOST && made["run"] === RUN) return false;
  if (Date.now() - changedAtMs > MAX_STEP_MS) return true;
  return made["host"] === HOST && !isOtherAlive(Number(made["pid"]));
}

const MAX_STEP_MS = 60 * 60 * 1000;

const PREFIX = ".frameferry-";
const HOST = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
/** In a container, each start may have the same process id as the last. */
const RUN = randomBytes(4).toString("hex");
const FORM =
  /^\.frameferry-(?<kind>gone|part)-(?<host>[0-9a-f]{8})-(?<pid>\d+)-(?<run>[0-9a-f]{8})\.[0-9a-z]+-(?<former>.+)$/su;

function isOtherAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "EPERM";
  }
}
