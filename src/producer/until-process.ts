import { readFile } from "node:fs/promises";
import type { Clock } from "../core/concurrency/clock.ts";
import { isAbsence } from "../core/files/system-error.ts";
import { tellsProcessStarts } from "../core/platform/kernel-facts.ts";

/**
 * Resolves once a process has ended, or at an abort. A process that reuses the id is recognized by its
 * start time, where the system reports it (Linux).
 */
export async function untilProcess(pid: number, clock: Clock, signal: AbortSignal): Promise<void> {
  const start = tellsProcessStarts() ? startOf : async (): Promise<string> => UNKNOWN;
  const startedAt = await start(pid);
  if (startedAt === ENDED) return;
  while (!signal.aborted && isRunning(pid) && isSame(await start(pid), startedAt))
    await clock.sleep(POLL_MS, signal).catch(() => {});
}

const POLL_MS = 200;
const ENDED = "ended";
const UNKNOWN = "unknown";

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: the process exists and belongs to another user.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** True if two start times may be the same; an unknown one matches any. */
function isSame(one: string | null, other: string | null): boolean {
  return one !== ENDED && (one === other || one === UNKNOWN || other === UNKNOWN);
}

/**
 * Start time in clock ticks since boot (field 22 of proc(5)'s stat); `null` without a process. A zombie has
 * ended: it only waits for its parent.
 */
async function startOf(pid: number): Promise<string | null> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch((error: unknown) =>
    isNoProcess(error) ? null : UNKNOWN,
  );
  if (text === null || text === UNKNOWN) return text;
  // The second field is the program's name in parentheses, which may contain anything.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" ? ENDED : (fields[19] ?? null);
}

function isNoProcess(error: unknown): boolean {
  return isAbsence(error) || (error as NodeJS.ErrnoException).code === "ESRCH";
}
