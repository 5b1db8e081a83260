import type { Clock } from "../../core/concurrency/clock.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import type { LimitChanged } from "../../core/events/service-events.ts";
import { FAULTS, type RequestOutcome } from "../faults.ts";
import type { SendResult } from "../send-result.ts";
import type { Limiter } from "./limiter.ts";
import type { Slots } from "./slots.ts";

export interface LimitedSlotsParts {
  /** Address of the service as it may be shown. */
  readonly service: string;
  readonly limiter: Limiter;
  readonly slots: Slots;
  /** Slots that share a request. */
  readonly framesPerRequest: number;
  readonly clock: Clock;
  readonly emit: EventListener;
}

/** State of a service and its slots at the end of a request. */
export interface Demand {
  /** True if the service is taken to be away, so that a request says nothing of its pace. */
  readonly isOutage: boolean;
  /** True if the limit keeps a frame waiting. */
  readonly isFrameWaiting: boolean;
}

/** Slots of which a limiter finds the number: it learns of every request here. */
export class LimitedSlots {
  readonly #parts: LimitedSlotsParts;

  constructor(parts: LimitedSlotsParts) {
    this.#parts = parts;
    const { limiter } = parts;
    this.#applyLimit();
    this.#report({ limit: limiter.settledLimit, reason: limiter.firstReason });
  }

  /** Requests in flight at once, at most, now. */
  get limit(): number {
    return this.#parts.limiter.limit;
  }

  get framesPerRequest(): number {
    return this.#parts.framesPerRequest;
  }

  /** True if a frame waits for a slot. */
  get isFrameWaiting(): boolean {
    return this.#parts.slots.isFrameWaiting;
  }

  /** A request goes out. @returns when, in monotonic milliseconds. */
  requestStarted(): number {
    const startedMs = this.#parts.clock.nowMs();
    this.#parts.limiter.requestStarted(startedMs);
    return startedMs;
  }

  /** A request has ended. */
  requestEnded(startedMs: number, result: SendResult, { isOutage, isFrameWaiting }: Demand): void {
    const { limiter, clock } = this.#parts;
    const endedMs = clock.nowMs();
    const outcome = isOutage ? null : outcomeOf(result);
    if (outcome === null) {
      limiter.requestLost(endedMs);
      if (isOutage) limiter.startAfresh();
      return;
    }
    const request = { startedMs, endedMs, outcome, isFrameWaiting };
    const move = limiter.requestEnded(request);
    this.#applyLimit();
    if (move !== null) this.#report(move);
  }

  #applyLimit(): void {
    const { limiter, slots, framesPerRequest } = this.#parts;
    slots.count = limiter.limit * framesPerRequest;
  }

  #report({ limit, reason }: Pick<LimitChanged, "limit" | "reason">): void {
    const { service, emit } = this.#parts;
    emit({ type: "limitChanged", service, limit, reason });
  }
}

/** End of a request as the limiter sees it; `null` if that says nothing of load: it never got out, or was called back. */
function outcomeOf({ verdict, fault }: SendResult): RequestOutcome | null {
  if (fault !== null) return FAULTS[fault].load;
  if (verdict.kind === "unavailable" || verdict.kind === "transientError") return verdict.kind;
  return "answered";
}
