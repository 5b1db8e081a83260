import type { Sample } from "./sample.ts";

/**
 * Rate of accepted frames per second; `null` if no worker ended two requests.
 *
 * Answers come in bursts, up to the number in flight, so that a count over a short time may be off by a
 * burst. So each worker measures over its own time, from its first end to its last: a whole number of
 * rounds, with the burst at its start cut at the same place as the one at its end. The rate is the sum of
 * all counts divided by the sum of all times.
 *
 * @param samples samples at full load, in the order in which they ended.
 */
export function steadyRate(samples: readonly Sample[]): number | null {
  const views = new Map<number, View>();
  let accepted = 0;
  for (const { worker, endedMs, outcome } of samples) {
    if (outcome.kind === "accepted") accepted += 1;
    const now = { atMs: endedMs, accepted };
    views.set(worker, { first: views.get(worker)?.first ?? now, last: now });
  }
  let [seenMs, seen] = [0, 0];
  for (const { first, last } of views.values()) {
    seenMs += last.atMs - first.atMs;
    seen += last.accepted - first.accepted;
  }
  return seenMs > 0 ? (seen * 1000) / seenMs : null;
}

/** Observation period of a worker. */
interface View {
  readonly first: Mark;
  readonly last: Mark;
}

interface Mark {
  readonly atMs: number;
  /** Number of frames accepted by then, over all workers. */
  readonly accepted: number;
}
