import type { QuotaStore } from "../request-quota.ts";
import {
  type DayBlock,
  dayOf,
  giveBack,
  leftOfDay,
  NO_BLOCK,
  startOfDayMs,
  takeBlock,
} from "./day-allowance.ts";
import type { QuotaLimit } from "./quota-limit.ts";

export interface DailyLimitParts {
  /** Name of its record. */
  readonly name: string;
  readonly store: QuotaStore;
  readonly maxPerDay: number;
}

/** So many requests in a day of UTC. They are put on record in blocks, before the first of a block goes out. */
export class DailyLimit implements QuotaLimit {
  readonly option = "maxPerDay";
  readonly #parts: DailyLimitParts;
  #block: DayBlock = NO_BLOCK;

  constructor(parts: DailyLimitParts) {
    this.#parts = parts;
  }

  waitMs(_: number, nowMs: number): number {
    const day = dayOf(nowMs);
    const leftMs = startOfDayMs(day + 1) - nowMs;
    // What goes out at the very end of a day might arrive on the next one.
    if (leftMs <= LAST_MOMENT_MS) return leftMs;
    if (this.#block.day < day || this.#block.count === 0) this.#takeBlock(day);
    return this.#block.count > 0 ? 0 : startOfDayMs(this.#block.day + 1) - nowMs;
  }

  take(): void {
    const { day, count } = this.#block;
    this.#block = { day, count: count - 1 };
  }

  /** What other processes hold in their blocks is not left. @throws FrameferryError if the record cannot be read. */
  leftOfDay(nowMs: number): number {
    const { store, name, maxPerDay } = this.#parts;
    const day = dayOf(nowMs);
    const own = this.#block.day >= day ? this.#block.count : 0;
    return own + leftOfDay(store.readDay(name), day, maxPerDay);
  }

  [Symbol.dispose](): void {
    const { store, name } = this.#parts;
    if (this.#block.count > 0) store.changeDay(name, (before) => giveBack(before, this.#block));
    this.#block = NO_BLOCK;
  }

  #takeBlock(day: number): void {
    const { store, name, maxPerDay } = this.#parts;
    store.changeDay(name, (before) => {
      const { block, record } = takeBlock(before, day, maxPerDay);
      this.#block = block;
      return block.count === 0 ? null : record;
    });
  }
}

const LAST_MOMENT_MS = 1000;
