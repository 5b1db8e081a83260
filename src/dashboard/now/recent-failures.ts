import type { FailureWithdrawn } from "../../core/events/frame-events.ts";
import type { FrameResult } from "../../core/frame/frame-result.ts";

/** Failures of the last minute that still count. */
export class RecentFailures {
  /** Of each of the last seconds. */
  readonly #counts = Array.from({ length: SECONDS }, () => 0);
  /** Second in which a file failed, the oldest first: of the latest failures, so that memory has a bound. */
  readonly #seconds = new Map<string, number>();
  #second = 0;

  failed(result: Pick<FrameResult, "source" | "frame">): void {
    const key = keyOf(result);
    this.#add(this.#second, 1);
    this.#seconds.delete(key);
    this.#seconds.set(key, this.#second);
    if (this.#seconds.size > MAX_REMEMBERED) this.#forgetOldest();
  }

  /** Reverts a failure; one that is older counts no more. */
  withdrawn(failure: Pick<FailureWithdrawn, "source" | "frame">): void {
    const key = keyOf(failure);
    const second = this.#seconds.get(key);
    if (second === undefined) return;
    this.#seconds.delete(key);
    this.#add(second, -1);
  }

  /** A second has passed. */
  tick(): void {
    this.#second += 1;
    this.#counts[this.#second % SECONDS] = 0;
    for (const [key, second] of this.#seconds) {
      if (this.#second - second < SECONDS) return;
      this.#seconds.delete(key);
    }
  }

  get count(): number {
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  #add(second: number, change: number): void {
    const at = second % SECONDS;
    this.#counts[at] = (this.#counts[at] ?? 0) + change;
  }

  #forgetOldest(): void {
    for (const key of this.#seconds.keys()) return void this.#seconds.delete(key);
  }
}

function keyOf({ source, frame }: Pick<FrameResult, "source" | "frame">): string {
  return `${source}\0${frame}`;
}

const SECONDS = 60;
/** About 2 MB with paths of usual length. */
const MAX_REMEMBERED = 8192;
