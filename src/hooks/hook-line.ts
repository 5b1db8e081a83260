import { setImmediate } from "node:timers/promises";
import type { Clock } from "../core/concurrency/clock.ts";
import { formatCount } from "../core/text/format-count.ts";
import type { Deliver } from "./delivery/delivery.ts";
import type { HookEvent } from "./event/hook-event.ts";

/** What became of the events of a hook. */
export interface HookCounts {
  readonly told: number;
  /** Not told: a command or a webhook failed. */
  readonly failed: number;
  /** Not told: too many others were waiting. */
  readonly overflowed: number;
  /** Not told: the site ended, or the hook was taken out of the file. */
  readonly untold: number;
}

/** Dependencies of a line. */
export interface HookLineTools {
  readonly clock: Clock;
  readonly deliver: Deliver;
  /** Told of an event that was told, or that could not be told and is not tried again. */
  readonly onSettled: (event: HookEvent) => void;
  /** Told what a person should know, as the end of a sentence about the hook. */
  readonly warn: (message: string) => void;
}

/** Events that wait for a hook, which tells one after the other. Whoever puts one in never waits. */
export class HookLine {
  readonly #tools: HookLineTools;
  readonly #waiting: HookEvent[] = [];
  readonly #abort = new AbortController();
  readonly #counts = { told: 0, failed: 0, overflowed: 0, untold: 0 };
  #work: Promise<void> = Promise.resolve();
  #isAtWork = false;
  #isClosed = false;
  #isFull = false;
  #warnedAtMs = Number.NEGATIVE_INFINITY;

  constructor(tools: HookLineTools) {
    this.#tools = tools;
  }

  get counts(): HookCounts {
    return { ...this.#counts };
  }

  put(event: HookEvent): void {
    if (this.#isClosed) {
      this.#counts.untold += 1;
      return;
    }
    if (this.#waiting.length >= MAX_WAITING) return this.#leaveOut();
    this.#waiting.push(event);
    if (this.#isAtWork) return;
    this.#isAtWork = true;
    // To start a program takes milliseconds, which are not those of a frame.
    this.#work = setImmediate().then(async () => await this.#tellAll());
  }

  /** Takes nothing more, and waits for what is waiting to be told, but no longer than until the deadline aborts. */
  async close(deadline: AbortSignal): Promise<void> {
    this.#isClosed = true;
    const abort = (): void => this.#abort.abort();
    if (deadline.aborted) abort();
    deadline.addEventListener("abort", abort, { once: true });
    await this.#work;
    deadline.removeEventListener("abort", abort);
    const { untold } = this.#counts;
    if (untold > 0) this.#tools.warn(`has not told ${formatCount(untold, "event")} at the end`);
  }

  #leaveOut(): void {
    this.#counts.overflowed += 1;
    if (this.#isFull) return;
    this.#isFull = true;
    this.#tools.warn(
      `cannot keep up: ${MAX_WAITING} events wait, and further ones are left out until it has told them; raise at_most_every`,
    );
  }

  async #tellAll(): Promise<void> {
    const { signal } = this.#abort;
    for (let event = this.#waiting.shift(); event !== undefined; event = this.#waiting.shift()) {
      const problem = signal.aborted ? "" : await this.#tools.deliver(event, signal);
      if (problem !== null && signal.aborted) {
        this.#counts.untold += 1;
        continue;
      }
      if (problem === null) this.#noteSuccess();
      else this.#noteFailure(problem);
      this.#tools.onSettled(event);
    }
    this.#isFull = false;
    this.#isAtWork = false;
  }

  #noteSuccess(): void {
    this.#counts.told += 1;
    this.#warnedAtMs = Number.NEGATIVE_INFINITY;
  }

  #noteFailure(problem: string): void {
    this.#counts.failed += 1;
    const nowMs = this.#tools.clock.nowMs();
    if (nowMs - this.#warnedAtMs < WARN_AT_MOST_EVERY_MS) return;
    this.#warnedAtMs = nowMs;
    this.#tools.warn(`could not tell an event: ${problem}`);
  }
}

/** Minutes of events for most hooks, and a few hundred kilobytes. */
const MAX_WAITING = 100;
/** One that fails again and again is no news each time. */
const WARN_AT_MOST_EVERY_MS = 300_000;
