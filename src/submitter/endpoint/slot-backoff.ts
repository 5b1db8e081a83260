import type { Clock } from "../../core/concurrency/clock.ts";
import { WakeableTimer } from "../../core/concurrency/wakeable-timer.ts";
import { meaningOf } from "../faults.ts";
import { slotBackoffMs } from "./slot-backoff-ms.ts";
import type { SendResult } from "../send-result.ts";

/** State of one slot. */
export interface SlotState {
  /** Its latest requests, in a row, that were more than the service or this machine has room for. */
  shortagesInRow: number;
}

/** Has slots pause that are more than there is room for. */
export class SlotBackoff {
  readonly #random: () => number;
  readonly #timer: WakeableTimer;
  /** States of the slots that send nothing. */
  readonly #idle: SlotState[] = [];
  #isEnded = false;

  constructor(clock: Clock, random: () => number) {
    this.#random = random;
    this.#timer = new WakeableTimer(clock);
  }

  /** State of a slot that begins to send. */
  take(): SlotState {
    return this.#idle.pop() ?? { shortagesInRow: 0 };
  }

  /** Pause of a slot after a result, in milliseconds; in an outage the circuit breaker decides who goes out. */
  backoffMs(slot: SlotState, { verdict, fault }: SendResult, isOutage: boolean): number {
    const isShortage = verdict.kind === "unavailable" || meaningOf(fault).isShortage === true;
    if (!isShortage) slot.shortagesInRow = 0;
    else if (!isOutage) slot.shortagesInRow += 1;
    return this.#isEnded ? 0 : slotBackoffMs(slot.shortagesInRow, this.#random());
  }

  async backOff(pauseMs: number): Promise<void> {
    await this.#timer.wait(pauseMs);
  }

  giveBack(slot: SlotState): void {
    this.#idle.push(slot);
  }

  /** Ends all pauses. */
  end(): void {
    this.#isEnded = true;
    this.#timer.wake();
  }
}
