import type { BrokerConnection } from "../../brokers/broker.ts";
import type { ResultMessage } from "../../brokers/messages.ts";
import type { BrokerFault } from "../../brokers/publish-outcome.ts";
import type { Clock } from "../../core/concurrency/clock.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import type { Frame } from "../../core/frame/frame.ts";
import type { FrameResult } from "../../core/frame/frame-result.ts";
import type { StopSignals } from "../../submitter/submitter.ts";
import type { HeldFrames } from "./held-frames.ts";
import { resultMessage, withoutResponse } from "./result-message.ts";

/** Dependencies of the way back. */
export interface AnsweringParts {
  readonly connection: Pick<BrokerConnection, "publishResult">;
  readonly held: HeldFrames;
  readonly clock: Clock;
  readonly emit: EventListener;
  /** Name of this worker. */
  readonly worker: string;
  /** Told the seconds in which the broker has acknowledged a result. @default nobody is */
  readonly onAcknowledged?: ((seconds: number) => void) | undefined;
}

/**
 * Brings results back: each is published first, and its frame is removed from the broker after that. Nobody waits for one
 * while few are on their way.
 */
export class Answering {
  readonly #parts: AnsweringParts;
  readonly #underWay = new Set<Promise<void>>();
  /** Ends the wait for a broker that is away, or that takes no more results. */
  readonly #givingUp = new AbortController();
  readonly #drain: AbortSignal;
  readonly #drained: Promise<unknown>;
  #isReported = false;
  #unreturnedCount = 0;

  constructor(parts: AnsweringParts, { drain, abort }: StopSignals) {
    this.#parts = parts;
    this.#drain = drain;
    this.#drained = new Promise((resolve) => {
      drain.addEventListener("abort", resolve, { once: true });
    });
    abort.addEventListener("abort", () => this.#givingUp.abort(), { once: true });
  }

  /** Frames that were answered here, and whose results could not be brought back: they come to another worker. */
  get unreturnedCount(): number {
    return this.#unreturnedCount;
  }

  /** Takes the outcome of a frame; resolves when the next one may follow. */
  readonly commit = async (frame: Frame, result: FrameResult): Promise<void> => {
    const answering = this.#answer(frame, result).finally(() => this.#underWay.delete(answering));
    this.#underWay.add(answering);
    // At the end, what is in flight is finished all the same.
    if (this.#underWay.size >= MAX_UNDER_WAY && !this.#drain.aborted)
      await Promise.race([...this.#underWay, this.#drained]);
  };

  /** Resolves when no result is on its way any more; those that take too long are given up, and their frames come again. */
  async end(): Promise<void> {
    const timer = setTimeout(() => this.#givingUp.abort(), GRACE_MS);
    await Promise.all(this.#underWay).finally(() => clearTimeout(timer));
  }

  async #answer(frame: Frame, result: FrameResult): Promise<void> {
    const { held, emit, worker } = this.#parts;
    const taken = held.find(frame);
    if (taken === null) return;
    const isTaken = await this.#publish(resultMessage(taken.message, result, worker));
    if (!isTaken) {
      this.#unreturnedCount += 1;
      return;
    }
    // Unless the broker learns of it, the frame comes again, and its edge gets two answers.
    await taken.acknowledge().catch(() => false);
    held.remove(frame);
    emit({ type: "frameSettled", result });
  }

  /** @returns `false` if it could not be brought back before the end. */
  async #publish(message: ResultMessage): Promise<boolean> {
    const { connection, clock, onAcknowledged } = this.#parts;
    const { signal } = this.#givingUp;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
      try {
        const startedMs = performance.now();
        const outcome = await connection.publishResult(message, signal);
        if (outcome.kind === "taken") {
          onAcknowledged?.((performance.now() - startedMs) / 1000);
          return true;
        }
        if (outcome.kind === "tooLarge" && message.response !== "null")
          return await this.#publish(withoutResponse(message, outcome.reason));
        this.#report(outcome);
        await clock.sleep(pauseMs, signal);
      } catch (error) {
        if (!signal.aborted) throw error;
        return false;
      }
    }
  }

  #report({ kind, reason, remedy }: BrokerFault): void {
    if (this.#isReported || kind === "away") return;
    this.#isReported = true;
    const message = `results cannot be brought back, and their frames are held: ${reason}; ${remedy}`;
    this.#parts.emit({ type: "warningRaised", message });
  }
}

/** Results that may be on their way to the broker at once. */
const MAX_UNDER_WAY = 64;
const FIRST_PAUSE_MS = 250;
const MAX_PAUSE_MS = 5000;
/** Time that the end of a worker has for its last results, in milliseconds. */
const GRACE_MS = 10_000;
