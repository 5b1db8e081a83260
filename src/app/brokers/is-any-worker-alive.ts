import type { WorkerSigns } from "../../brokers/worker-signs.ts";

/**
 * Listens for a sign of life of any worker.
 *
 * @param listenMs for so long at most, in milliseconds.
 * @returns `null` if signs cannot be heard, as with a login that may not.
 */
export async function isAnyWorkerAlive(
  signs: Pick<WorkerSigns, "workers">,
  listenMs: number,
  signal: AbortSignal,
): Promise<boolean | null> {
  const ending = AbortSignal.any([signal, AbortSignal.timeout(listenMs)]);
  let isHearing = false;
  const onFault = (fault: unknown): void => void (isHearing = fault === null);
  for await (const { isEnding } of signs.workers({ signal: ending, onFault }))
    if (!isEnding) return true;
  return isHearing ? false : null;
}
