import type { Clock } from "../../core/concurrency/clock.ts";
import type { FrameferryError } from "../../core/errors.ts";
import type { Loss } from "./connection-end.ts";
import { givenUp } from "./given-up.ts";
import { reconnectDelayMs } from "./reconnect-delay.ts";
import type { SourceGap } from "./source-gap.ts";

/** What a source that is asked again and again is waited for with. */
export interface OutageParts {
  /** Without secrets. */
  readonly name: string;
  readonly clock: Clock;
  readonly gap: SourceGap;
  /** Length of a gap after which it is given up; `null` for never. */
  readonly giveUpMs: number | null;
}

/** Waits between questions that have failed, each time longer. */
export class Outage {
  readonly #parts: OutageParts;
  #failures = 0;
  #lastAnswerMs: number;

  constructor(parts: OutageParts) {
    this.#parts = parts;
    this.#lastAnswerMs = parts.clock.nowMs();
  }

  /** The source has answered. */
  answered(): void {
    this.#failures = 0;
    this.#lastAnswerMs = this.#parts.clock.nowMs();
    this.#parts.gap.frameArrived(this.#lastAnswerMs);
  }

  /**
   * The source has failed: waits until it may be asked again.
   *
   * @returns a problem if it is given up.
   */
  async failed(loss: Loss, end: AbortSignal): Promise<FrameferryError | null> {
    this.#failures += 1;
    const leftMs = this.#lost(loss);
    if (leftMs <= 0) return givenUp(this.#parts.name, loss);
    // There is room as soon as something was delivered.
    const failures = loss.kind === "noRoom" ? 1 : this.#failures;
    const delayMs = reconnectDelayMs(loss.kind, failures, Math.random());
    await sleepUntilEnd(this.#parts.clock, Math.min(delayMs, leftMs), end);
    return null;
  }

  /**
   * The source answers, and shows nothing new: it may be asked again as usual.
   *
   * @returns a problem if it is given up.
   */
  stoodStill(loss: Loss): FrameferryError | null {
    this.#failures = 0;
    return this.#lost(loss) <= 0 ? givenUp(this.#parts.name, loss) : null;
  }

  /** @returns the time until it is given up, in milliseconds. */
  #lost(loss: Loss): number {
    const { clock, gap, giveUpMs } = this.#parts;
    gap.lost(loss, this.#lastAnswerMs);
    return (giveUpMs ?? Number.POSITIVE_INFINITY) - gap.lengthMs(clock.nowMs());
  }
}

/** Resolves after a time, or when everything ends. */
export async function sleepUntilEnd(
  clock: Clock,
  delayMs: number,
  end: AbortSignal,
): Promise<void> {
  try {
    await clock.sleep(delayMs, end);
  } catch (error) {
    if (!end.aborted) throw error;
  }
}
