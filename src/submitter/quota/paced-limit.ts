import type { QuotaStore } from "../request-quota.ts";
import type { QuotaLimit } from "./quota-limit.ts";
import { NO_STRETCH, placeIn, reserve, type Stretch, stretchMs } from "./stretch.ts";

export interface PacedLimitParts {
  readonly option: "maxRate" | "maxBandwidthBytes";
  /** Name of its record. */
  readonly name: string;
  readonly store: QuotaStore;
  /** Time that a request of so many bytes takes of the service, in milliseconds. */
  readonly costMs: (byteLength: number) => number;
}

/** Spreads requests evenly over time, each by what it costs. */
export class PacedLimit implements QuotaLimit {
  readonly option: PacedLimitParts["option"];
  readonly #parts: PacedLimitParts;
  #stretch: Stretch = NO_STRETCH;

  constructor(parts: PacedLimitParts) {
    this.option = parts.option;
    this.#parts = parts;
  }

  waitMs(byteLength: number, nowMs: number): number {
    const costMs = this.#parts.costMs(byteLength);
    const place = placeIn(this.#stretch, costMs, nowMs);
    return place === null ? this.#reserve(costMs, nowMs) : place.waitMs;
  }

  take(byteLength: number, nowMs: number): void {
    const place = placeIn(this.#stretch, this.#parts.costMs(byteLength), nowMs);
    this.#stretch = place?.rest ?? NO_STRETCH;
  }

  /** What is left of a stretch is too little to give it back. */
  [Symbol.dispose](): void {}

  /** @returns how long to wait. */
  #reserve(costMs: number, nowMs: number): number {
    const { store, name } = this.#parts;
    let waitMs = 0;
    store.changePace(name, (before) => {
      const reservation = reserve(before, stretchMs(costMs), nowMs);
      waitMs = reservation.waitMs;
      if (reservation.stretch === null) return null;
      this.#stretch = reservation.stretch;
      return reservation.record;
    });
    return waitMs;
  }
}
