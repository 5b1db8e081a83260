import type { Candidate } from "./frame-selector.ts";

/**
 * Puts the frames of a video or camera into the order of their indexes: a folder may hand out those that a listing
 * found after others that were written later. Frames without an index keep their order.
 *
 * A frame that does not come holds up at most `MAX_AHEAD` others, and none of them for longer than `MAX_WAIT_MS`.
 */
export class IndexOrder {
  readonly #early = new Map<number, Candidate>();
  #nextIndex: number;
  #waitingSinceMs = 0;

  /** @param firstIndex of the frames that come. */
  constructor(firstIndex: number) {
    this.#nextIndex = firstIndex;
  }

  /** Takes a frame. @returns those whose turn has come. */
  add(candidate: Candidate, nowMs: number): readonly Candidate[] {
    const { index } = candidate.frame;
    // One that nobody waits for any more comes too late for its place.
    if (index === null || index < this.#nextIndex || this.#early.has(index)) return [candidate];
    if (this.#early.size === 0) this.#waitingSinceMs = nowMs;
    this.#early.set(index, candidate);
    if (this.#early.size > MAX_AHEAD) this.#skipAhead();
    return this.#takeReady(nowMs);
  }

  /** Frames that have waited for too long. */
  overdue(nowMs: number): readonly Candidate[] {
    if (this.#early.size === 0 || nowMs - this.#waitingSinceMs < MAX_WAIT_MS) return [];
    this.#skipAhead();
    return this.#takeReady(nowMs);
  }

  /** All frames that wait. */
  takeAll(): readonly Candidate[] {
    const left = [...this.#early].toSorted(([one], [other]) => one - other);
    this.#early.clear();
    this.#nextIndex = Math.max(this.#nextIndex, (left.at(-1)?.[0] ?? -1) + 1);
    return left.map(([, candidate]) => candidate);
  }

  #skipAhead(): void {
    this.#nextIndex = Math.min(...this.#early.keys());
  }

  #takeReady(nowMs: number): readonly Candidate[] {
    const ready: Candidate[] = [];
    for (;;) {
      const candidate = this.#early.get(this.#nextIndex);
      if (candidate === undefined) break;
      this.#early.delete(this.#nextIndex);
      this.#nextIndex += 1;
      ready.push(candidate);
    }
    if (ready.length > 0) this.#waitingSinceMs = nowMs;
    return ready;
  }
}

const MAX_AHEAD = 256;
/** Longer than the 30 s between two listings, which find files without an event. */
const MAX_WAIT_MS = 60_000;
