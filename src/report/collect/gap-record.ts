/** Times in which a camera sent no frames, in memory that does not grow with their number. */
export class GapRecord {
  count = 0;
  totalMs = 0;
  longestMs = 0;
  readonly #causes = new Map<string, number>();

  add({ reason, gapMs }: { readonly reason: string; readonly gapMs: number }): void {
    this.count += 1;
    this.totalMs += gapMs;
    this.longestMs = Math.max(this.longestMs, gapMs);
    const isFull = this.#causes.size >= MAX_CAUSES && !this.#causes.has(reason);
    const cause = isFull ? OTHER_CAUSES : reason;
    this.#causes.set(cause, (this.#causes.get(cause) ?? 0) + 1);
  }

  /** Causes with the number of their gaps, the most frequent first. */
  get causes(): readonly (readonly [cause: string, count: number])[] {
    return [...this.#causes].toSorted(([, one], [, other]) => other - one);
  }
}

const MAX_CAUSES = 20;
const OTHER_CAUSES = "other causes";
