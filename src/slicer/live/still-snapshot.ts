import type { Loss } from "./connection-end.ts";
import { standstill } from "./still-picture.ts";

/** Notices a camera that answers with the same snapshot for too long. */
export class StillSnapshot {
  readonly #frozenMs: number | null;
  /** Since when it has shown what it shows; `null` if it has not answered since a failure. */
  #sinceMs: number | null = null;
  #isFrozen = false;

  /** @param frozenMs time without a new picture after which it is frozen; `null` if it may show one for ever. */
  constructor(frozenMs: number | null) {
    this.#frozenMs = frozenMs;
  }

  /** It did not answer: nobody knows what it showed meanwhile. */
  missed(): void {
    this.#sinceMs = null;
  }

  /**
   * It has answered.
   *
   * @param nowMs on the monotonic clock.
   * @returns the loss of a camera that is frozen, until a new picture comes; `null` for one that is well.
   */
  answered(isNew: boolean, nowMs: number): Loss | null {
    if (isNew) {
      this.#sinceMs = nowMs;
      this.#isFrozen = false;
    }
    this.#sinceMs ??= nowMs;
    if (this.#frozenMs === null) return null;
    if (nowMs - this.#sinceMs >= this.#frozenMs) this.#isFrozen = true;
    return this.#isFrozen ? standstill(this.#frozenMs) : null;
  }
}
