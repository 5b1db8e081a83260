import type { Clock } from "../core/concurrency/clock.ts";
import { FrameferryError } from "../core/errors.ts";
import { option } from "../core/option-spelling.ts";
import { lstatIfThere } from "../core/files/system-error.ts";

/**
 * Resolves once a file exists at `path`, such as the DONE file of a writer; or at an abort. An error of the
 * system counts as not there yet.
 *
 * @throws FrameferryError `ERR_OPTION` for a path that is too long for any file.
 */
export async function untilFile(path: string, clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && !(await isThere(path))) {
    await clock.sleep(POLL_MS, signal).catch(() => {});
  }
}

/** Polling costs less than a watch, and works on any file system. */
const POLL_MS = 200;

async function isThere(path: string): Promise<boolean> {
  try {
    return (await lstatIfThere(path)) !== null;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENAMETOOLONG") throw neverThere(path, cause);
    return false;
  }
}

function neverThere(path: string, cause: unknown): FrameferryError {
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `the name of the file to wait for is too long: ${path}`,
    remedy: `choose a shorter one for ${option("untilFile")}`,
    cause,
  });
}
