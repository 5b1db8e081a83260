import type { Clock } from "../core/clock.ts";
import type { EventListener } from "../core/events.ts";
import type { CarriedFrame } from "./carried-frame.ts";
import type { LimitedSlots } from "./limit/limited-slots.ts";
import { backoffMs } from "./policy/backoff.ts";
import { healthOf } from "./policy/health.ts";
import { type NextStep, nextStep } from "./policy/next-step.ts";
import type { Sender, Sending } from "./sending.ts";
import type { Pass, ServiceGate } from "./service-gate.ts";
import type { StopSignals } from "./submitter.ts";

export interface CourierOptions {
  readonly sender: Sender;
  readonly gate: ServiceGate;
  readonly limitedSlots: LimitedSlots;
  /** Further attempts that a frame may have after its first. */
  readonly retries: number;
  readonly clock: Clock;
  /** Gives numbers from 0 up to, and without, 1. */
  readonly random: () => number;
  readonly emit: EventListener;
  readonly signals: StopSignals;
}

/** What became of an attempt. */
export interface Attempt {
  readonly step: NextStep;
  readonly sending: Sending;
  readonly latencyMs: number;
  /** Pause before the frame is sent again, in milliseconds; 0 if it is not. */
  readonly pauseMs: number;
}

/** Makes one attempt, and judges what it says of the frame and of the service. */
export class Courier {
  readonly #options: CourierOptions;
  readonly #told = new Set<string>();

  constructor(options: CourierOptions) {
    this.#options = options;
  }

  /**
   * Sends a frame that has its pass; `null` if the program broke that off.
   *
   * @param isLastFrame whether no other frame is left that could show how the service is.
   */
  async attempt(
    carried: CarriedFrame,
    pass: Pass,
    isLastFrame: () => boolean,
  ): Promise<Attempt | null> {
    const { sender, gate, limitedSlots, clock, emit, signals } = this.#options;
    const { frame } = carried;
    const attempt = carried.attempts + 1;
    emit({ type: "requestStarted", frame, attempt });
    const startedMs = limitedSlots.requestStarted();
    const first = await sender.send(frame, signals.abort);
    const sending = first.fault === "stale" ? await this.#resend(carried, first) : first;
    const { verdict } = sending;
    const latencyMs = Math.round((clock.nowMs() - startedMs) * 100) / 100;
    if (verdict.kind !== "accepted" && signals.abort.aborted) {
      emit({ type: "requestEnded", frame, attempt, verdict: null, latencyMs, retryInMs: null });
      return null;
    }
    this.#noteService(carried, sending, { pass, startedMs });
    limitedSlots.requestEnded(startedMs, sending, gate.isOutage);
    const step = this.#stepAfter(carried, sending, isLastFrame);
    const pauseMs = step === "settle" ? 0 : this.#pauseMs(carried);
    const retryInMs = step === "settle" ? null : pauseMs;
    const unsent = UNSENT.has(sending.fault) ? ({ isUnsent: true } as const) : {};
    emit({ type: "requestEnded", frame, attempt, verdict, latencyMs, retryInMs, ...unsent });
    return { step, sending, latencyMs, pauseMs };
  }

  /** A connection that the service had just closed says nothing of this frame: another one, at once. */
  async #resend(carried: CarriedFrame, first: Sending): Promise<Sending> {
    const { sender, signals } = this.#options;
    let sending = first;
    while (sending.fault === "stale" && carried.resends < MOST_RESENDS && !signals.drain.aborted) {
      carried.resends += 1;
      sending = await sender.send(carried.frame, signals.abort);
    }
    return sending;
  }

  #noteService(
    carried: CarriedFrame,
    sending: Sending,
    { pass, startedMs }: { readonly pass: Pass; readonly startedMs: number },
  ): void {
    const { gate } = this.#options;
    const { verdict, fault } = sending;
    const health = healthOf(sending);
    const reason = verdict.kind === "accepted" ? "" : verdict.reason;
    if (health === "ill") carried.metOutage(gate.wellCount);
    if (verdict.kind === "overloaded" && verdict.waitMs !== null) gate.hold(verdict.waitMs);
    gate.note(pass, { health, reason, startedMs, isTelling: !carried.isSuspect });
    if (fault === "starved") this.#warnOnce("starved", `frames wait, for ${reason}`);
    if (verdict.kind === "overloaded" && verdict.oddWait !== undefined)
      this.#warnOnce("wait", oddWaitWarning(verdict.oddWait, verdict.waitMs));
  }

  #stepAfter(carried: CarriedFrame, sending: Sending, isLastFrame: () => boolean): NextStep {
    const { gate, retries } = this.#options;
    const isOutage = gate.isOutage && healthOf(sending) === "ill";
    const isExcused = sending.fault === "unreachable" || (isOutage && !isLastFrame());
    const attempts = carried.attempts + 1;
    const step = nextStep(sending, { attempts, retries, isExcused });
    carried.sendings += 1;
    if (step !== "repeat") carried.attempts = attempts;
    if (!isExcused) carried.setbacks += 1;
    return step;
  }

  #pauseMs({ setbacks }: CarriedFrame): number {
    const { gate, random } = this.#options;
    return Math.max(gate.holdLeftMs, backoffMs(Math.max(1, setbacks), random()));
  }

  #warnOnce(topic: string, message: string): void {
    if (this.#told.has(topic)) return;
    this.#told.add(topic);
    this.#options.emit({ type: "warningRaised", message });
  }
}

/** Faults of the image's file. */
const UNSENT: ReadonlySet<Sending["fault"]> = new Set(["changed", "unreadable"]);

/** Sendings for free that a frame may have; more than that is no accident. */
const MOST_RESENDS = 3;

function oddWaitWarning(asked: string, keptMs: number | null): string {
  const kept = keptMs === null ? "which is ignored" : `of which ${keptMs / 1000} s are kept`;
  return `the service asks for a pause of "${asked}" (Retry-After), ${kept}`;
}
