import type { Sample } from "./sample.ts";

/**
 * Frames taken per second, of requests that workers sent; `null` where no worker ended twice.
 *
 * Answers come in bunches, up to as many at once as are in flight, so that a count over a short time
 * may be off by a bunch. So every worker looks at its own time, from its first end to its last: that is
 * a whole number of rounds, and a bunch in which it begins is cut where the one is in which it ends.
 * The rate is what all workers counted by what they looked at together.
 *
 * @param samples in the order in which they ended, and all of them in full swing.
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

/** What a worker has seen. */
interface View {
  readonly first: Mark;
  readonly last: Mark;
}

interface Mark {
  readonly atMs: number;
  /** Frames that all workers together had delivered by then. */
  readonly accepted: number;
}
