import { seededRandom } from "../../../support/samples/seeded-random.ts";

/** How other programs take a processor away: for how long at a time, and for how much of all time. */
export interface Theft {
  /** Mean length of a burst without the processor, in milliseconds; lengths are exponential. */
  readonly burstMs: number;
  /** Share of all time that is taken, 0 to 1. */
  readonly share: number;
}

/** A processor that is away now and again, at times that are the same for the same seed. */
export class StolenTime {
  readonly #thefts: readonly { readonly starts: number[]; readonly ends: number[] }[];

  /** @param thefts of several kinds at once: short ones of the scheduler, long ones of other work. */
  constructor(thefts: readonly Theft[], untilMs: number, seed: number) {
    const random = seededRandom(seed);
    this.#thefts = thefts.map((theft) => burstsOf(theft, untilMs, random));
  }

  /** The first time from `fromMs` on at which the processor is there. */
  freeAt(fromMs: number): number {
    let atMs = fromMs;
    for (;;) {
      const laterMs = Math.max(atMs, ...this.#thefts.map((theft) => endOfBurst(theft, atMs)));
      if (laterMs === atMs) return atMs;
      atMs = laterMs;
    }
  }

  /** When work of this length is done that begins at `fromMs`. */
  doneAt(fromMs: number, workMs: number): number {
    let atMs = this.freeAt(fromMs);
    let leftMs = workMs;
    for (;;) {
      const nextMs = Math.min(...this.#thefts.map((theft) => nextBurst(theft, atMs)));
      if (atMs + leftMs <= nextMs) return atMs + leftMs;
      leftMs -= nextMs - atMs;
      atMs = this.freeAt(nextMs);
    }
  }
}

interface Bursts {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

function burstsOf({ burstMs, share }: Theft, untilMs: number, random: () => number) {
  const gapMs = (burstMs * (1 - share)) / share;
  const exponential = (meanMs: number): number => -Math.log(1 - random()) * meanMs;
  const bursts = { starts: [] as number[], ends: [] as number[] };
  for (let atMs = exponential(gapMs); atMs < untilMs; atMs += exponential(gapMs)) {
    bursts.starts.push(atMs);
    atMs += exponential(burstMs);
    bursts.ends.push(atMs);
  }
  return bursts;
}

/** The end of the burst that `atMs` lies in; `atMs` itself if it lies in none. */
function endOfBurst({ starts, ends }: Bursts, atMs: number): number {
  const burst = countUpTo(starts, atMs) - 1;
  return burst < 0 ? atMs : Math.max(atMs, ends[burst] ?? atMs);
}

function nextBurst({ starts }: Bursts, atMs: number): number {
  return starts[countUpTo(starts, atMs)] ?? Number.POSITIVE_INFINITY;
}

/** Numbers of a sorted list that are not above `most`. */
function countUpTo(sorted: readonly number[], most: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) <= most) low = middle + 1;
    else high = middle;
  }
  return low;
}
