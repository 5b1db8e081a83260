import { setFlagsFromString } from "node:v8";
import { runsForMonths } from "./running-time.ts";

/**
 * Has V8 compile what runs for months by its last compiler early, and without the one before that: Maglev's work takes
 * 20 MiB, which stay with the process, and code that comes by ten times a second is better off with TurboFan. A
 * `watch` of 100 frames a second takes 101 to 106 MiB in place of 119 to 126, and 2 to 17 % less processor time in each
 * of nine turns (frames 1,500 to 4,500, both side by side). A `run` of a 720p camera at 15 frames a second takes a tenth
 * less on its main thread, and 99 MiB in place of 110 to 116, with the small heap that it gets as well.
 *
 * A short burst is better off with Maglev: a `send` of 600 files would take half as much processor time again.
 *
 * @param words as `process.argv`.
 * @param setFlag sets a flag of V8. @default in this process
 */
export function chooseCompilers(
  words: readonly string[],
  setFlag: (flag: string) => void = setFlagsFromString,
  nodeVersion: string = process.versions.node,
): void {
  const isKnown = KNOWN_MAJORS.has(nodeVersion.split(".")[0] ?? "");
  if (isKnown && runsForMonths(words)) TIER_FLAGS.forEach((flag) => setFlag(flag));
}

const TIER_FLAGS = ["--no-maglev", "--invocation-count-for-turbofan=250"];
/** V8 names and drops its flags as it likes, and complains to standard error about one that it does not know. */
const KNOWN_MAJORS: ReadonlySet<string> = new Set(["22", "23", "24"]);
