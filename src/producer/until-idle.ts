import type { Clock } from "../core/concurrency/clock.ts";

/**
 * Resolves when nothing has happened for `idleMs`: `isBusy`, called a few times in that span, was false
 * each time. An abort resolves it, too.
 */
export async function untilIdle(
  idleMs: number,
  isBusy: () => boolean,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  let quietSinceMs = clock.nowMs();
  while (!signal.aborted && clock.nowMs() - quietSinceMs < idleMs) {
    await clock.sleep(Math.max(1, idleMs / CHECKS), signal).catch(() => {});
    if (isBusy()) quietSinceMs = clock.nowMs();
  }
}

const CHECKS = 20;
