import { formatCount } from "../../core/text/format-count.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import type { Outcome } from "../../core/frame/frame-result.ts";
import { type FailureLimit, isBeyondLimit } from "./failure-limit.ts";
import type { StopReason } from "../submitter.ts";

/** Ends a run before its frames do; shared by all who send them. */
export class StopConditions {
  readonly #maxFailures: FailureLimit | null;
  readonly #stopping = new AbortController();
  #reason: StopReason | null = null;
  #endedCount = 0;
  #failedCount = 0;
  #hasDelivered = false;

  /** @param maxFailures failed frames that the run survives; `null` for any number. */
  constructor(maxFailures: FailureLimit | null) {
    this.#maxFailures = maxFailures;
  }

  /** Aborts when it is time to end. */
  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  /** Reason to end; `null` while there is none. */
  get reason(): StopReason | null {
    return this.#reason;
  }

  /** True if the user has said how many failures the run survives. */
  get isLimited(): boolean {
    return this.#maxFailures !== null;
  }

  /** True if it is time to end when nothing is delivered and a service rejects whatever it is sent. */
  get endsOnRejections(): boolean {
    return this.#maxFailures === null && !this.#hasDelivered;
  }

  /** Counts an outcome, and ends the run when too many were failures. */
  count(outcome: Outcome, emit: EventListener): void {
    this.#endedCount += 1;
    if (outcome === "delivered") this.#hasDelivered = true;
    if (outcome !== "failed") return;
    this.#failedCount += 1;
    const max = this.#maxFailures;
    if (max === null || !isBeyondLimit(max, this.#failedCount, this.#endedCount)) return;
    const reason = `${this.#failedCount} of ${formatCount(this.#endedCount, "frame")} failed, more than ${max}`;
    this.begin({ cause: "tooManyFailures", reason }, emit);
  }

  /** Ends the run, unless that has begun. */
  begin(stop: StopReason, emit: EventListener): void {
    if (this.#reason !== null) return;
    this.#reason = stop;
    emit({ type: "sendingStopped", ...stop });
    this.#stopping.abort();
  }
}
