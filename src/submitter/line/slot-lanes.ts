import type { Clock } from "../../core/clock.ts";
import { Alarm } from "../alarm.ts";
import { slotRestMs } from "../policy/slot-rest.ts";
import type { Sending } from "../senders/sending.ts";

/** What one of the slots has met. */
export interface Lane {
  /** Its latest requests for which the service, or this machine, had no room. */
  shortagesInRow: number;
}

/** Lets slots rest that are more than there is room for. */
export class SlotLanes {
  readonly #random: () => number;
  readonly #alarm: Alarm;
  /** The lanes of slots that carry nothing. */
  readonly #idle: Lane[] = [];
  #isEnded = false;

  constructor(clock: Clock, random: () => number) {
    this.#random = random;
    this.#alarm = new Alarm(clock);
  }

  /** The lane of a slot that begins to carry. */
  take(): Lane {
    return this.#idle.pop() ?? { shortagesInRow: 0 };
  }

  /** How long a slot is to rest after a sending, in milliseconds; in an outage the gate decides who goes out. */
  restMs(lane: Lane, { verdict, fault }: Sending, isOutage: boolean): number {
    const isShortage = verdict.kind === "overloaded" || fault === "starved";
    if (!isShortage) lane.shortagesInRow = 0;
    else if (!isOutage) lane.shortagesInRow += 1;
    return this.#isEnded ? 0 : slotRestMs(lane.shortagesInRow, this.#random());
  }

  async rest(restMs: number): Promise<void> {
    await this.#alarm.until(restMs);
  }

  giveBack(lane: Lane): void {
    this.#idle.push(lane);
  }

  /** Lets nobody rest any more. */
  end(): void {
    this.#isEnded = true;
    this.#alarm.ring();
  }
}
