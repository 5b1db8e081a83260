import type { Clock } from "../../core/clock.ts";
import type { EventListener } from "../../core/events.ts";
import type { Sending } from "../sending.ts";
import type { Limiter } from "./limiter.ts";
import { outcomeOf } from "./request-outcome.ts";
import type { Slots } from "./slots.ts";

export interface LimitedSlotsParts {
  readonly limiter: Limiter;
  readonly slots: Slots;
  readonly clock: Clock;
  readonly emit: EventListener;
}

/** Tells a limiter of every request, and gives the slots the number that it wants. */
export class LimitedSlots {
  readonly #parts: LimitedSlotsParts;

  constructor(parts: LimitedSlotsParts) {
    this.#parts = parts;
    const { limiter, slots, emit } = parts;
    slots.count = limiter.limit;
    emit({ type: "limitChanged", limit: limiter.settledLimit, reason: limiter.firstReason });
  }

  /** A request goes out. @returns when, in monotonic milliseconds. */
  requestStarted(): number {
    const startedMs = this.#parts.clock.nowMs();
    this.#parts.limiter.requestStarted(startedMs);
    return startedMs;
  }

  /**
   * A request has ended.
   *
   * @param isOutage whether the service is taken to be away, so that this says nothing of its pace.
   */
  requestEnded(startedMs: number, sending: Sending, isOutage: boolean): void {
    const { limiter, slots, clock, emit } = this.#parts;
    const endedMs = clock.nowMs();
    const outcome = isOutage ? null : outcomeOf(sending);
    if (outcome === null) {
      limiter.requestLost(endedMs);
      if (isOutage) limiter.startAfresh();
      return;
    }
    const isFrameWaiting = slots.isOneWaiting;
    const move = limiter.requestEnded({ startedMs, endedMs, outcome, isFrameWaiting });
    slots.count = limiter.limit;
    if (move !== null) emit({ type: "limitChanged", ...move });
  }
}
