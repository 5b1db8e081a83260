import type { Clock } from "../../core/concurrency/clock.ts";
import { WakeableTimer } from "../../core/concurrency/wakeable-timer.ts";
import { meaningOf } from "../faults.ts";
import { slotBackoffMs } from "./slot-backoff-ms.ts";
import type { SendResult } from "../send-result.ts";

/** What one of the slots has met. */
export interface SlotState {
  /** Its latest requests for which the service, or this machine, had no room. */
  shortagesInRow: number;
}

/** Lets slots rest that are more than there is room for. */
export class SlotBackoff {
  readonly #random: () => number;
  readonly #timer: WakeableTimer;
  /** The states of slots that carry nothing. */
  readonly #idle: SlotState[] = [];
  #isEnded = false;

  constructor(clock: Clock, random: () => number) {
    this.#random = random;
    this.#timer = new WakeableTimer(clock);
  }

  /** The state of a slot that begins to carry. */
  take(): SlotState {
    return this.#idle.pop() ?? { shortagesInRow: 0 };
  }

  /** How long a slot is to rest after a sending, in milliseconds; in an outage the circuit breaker decides who goes out. */
  restMs(slot: SlotState, { verdict, fault }: SendResult, isOutage: boolean): number {
    const isShortage = verdict.kind === "unavailable" || meaningOf(fault).isShortage === true;
    if (!isShortage) slot.shortagesInRow = 0;
    else if (!isOutage) slot.shortagesInRow += 1;
    return this.#isEnded ? 0 : slotBackoffMs(slot.shortagesInRow, this.#random());
  }

  async rest(restMs: number): Promise<void> {
    await this.#timer.wait(restMs);
  }

  giveBack(slot: SlotState): void {
    this.#idle.push(slot);
  }

  /** Lets nobody rest any more. */
  end(): void {
    this.#isEnded = true;
    this.#timer.wake();
  }
}
