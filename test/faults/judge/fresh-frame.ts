import { setTimeout as sleep } from "node:timers/promises";
import type { Oracle } from "../oracle/start-oracle.ts";

/**
 * How long a frame takes from landing to a whole answer, in milliseconds; infinite if it does not
 * arrive within `patienceMs`.
 *
 * @param land puts a frame that is like no other in its place, and returns its digest.
 */
export async function freshFrameMs(
  oracle: Oracle,
  land: () => Promise<string>,
  patienceMs = 10_000,
): Promise<number> {
  const digest = await land();
  const startedMs = performance.now();
  while (performance.now() - startedMs < patienceMs) {
    if (await oracle.isConfirmed(digest)) return performance.now() - startedMs;
    await sleep(50);
  }
  return Number.POSITIVE_INFINITY;
}
