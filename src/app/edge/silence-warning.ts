import { SIGN_INTERVAL_MS, type WorkerSigns } from "../../brokers/worker-signs.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import { byReader, option } from "../../core/option-spelling.ts";
import { isAnyWorkerAlive } from "../brokers/is-any-worker-alive.ts";

/** Dependencies of the warning. */
export interface SilenceParts {
  /** Address of the broker, as it may be shown. */
  readonly broker: string;
  readonly signs: Pick<WorkerSigns, "workers">;
  readonly emit: EventListener;
}

/** Times of the warning, in milliseconds. */
export interface SilenceTimes {
  /** Time without an answer after which it is looked for workers. @default 30000 */
  readonly silenceMs: number;
  /** Time for which their signs are listened for. @default 1.5 times that between two signs */
  readonly listenMs: number;
}

/**
 * Says, once in each silence, that frames are handed over and nobody answers: when no worker gives a sign of life, or
 * when signs cannot be heard. Workers that live are busy, and nothing is said.
 */
export class SilenceWarning implements Disposable {
  readonly #parts: SilenceParts;
  readonly #times: SilenceTimes;
  readonly #over = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  #waitingCount = 0;
  /** When the silence began: with the first frame that waits, or with the last answer. */
  #sinceMs = 0;
  /** True while it is listened for signs, or after it was warned of this silence. */
  #isDealtWith = false;

  constructor(parts: SilenceParts, times: SilenceTimes = TIMES) {
    this.#parts = parts;
    this.#times = times;
  }

  /** A frame that is handed over begins to wait for its answer. */
  waitBegan(): void {
    if (this.#waitingCount === 0) this.#sinceMs = performance.now();
    this.#waitingCount += 1;
    this.#arm();
  }

  /** It waits no longer. */
  waitEnded(isAnswered: boolean): void {
    this.#waitingCount -= 1;
    if (!isAnswered) return;
    this.#sinceMs = performance.now();
    this.#isDealtWith = false;
    this.#arm();
  }

  [Symbol.dispose](): void {
    this.#over.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #arm(): void {
    if (this.#timer !== null || this.#isDealtWith || this.#waitingCount === 0) return;
    if (this.#over.signal.aborted) return;
    const passedMs = performance.now() - this.#sinceMs;
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        if (this.#isSilent) void this.#look();
        else this.#arm();
      },
      Math.max(0, this.#times.silenceMs - passedMs),
    );
    this.#timer.unref();
  }

  get #isSilent(): boolean {
    const passedMs = performance.now() - this.#sinceMs;
    return this.#waitingCount > 0 && passedMs >= this.#times.silenceMs;
  }

  async #look(): Promise<void> {
    this.#isDealtWith = true;
    const { signs } = this.#parts;
    const { signal } = this.#over;
    // What cannot be heard is told like that: no other part of the edge depends on signs.
    const isAlive = await isAnyWorkerAlive(signs, this.#times.listenMs, signal).catch(() => null);
    if (signal.aborted) return;
    if (this.#isSilent && isAlive !== true) return this.#warn(isAlive);
    // From now on, for as long again.
    this.#sinceMs = Math.max(this.#sinceMs, isAlive === true ? performance.now() : 0);
    this.#isDealtWith = false;
    this.#arm();
  }

  #warn(isAlive: false | null): void {
    const silence = `no worker has answered for ${Math.round(this.#times.silenceMs / 1000)} s`;
    const what = isAlive === null ? silence : "no worker takes them: none has given a sign of life";
    const message = `the broker has frames, and ${what}; ${this.#wayOut()}`;
    this.#parts.emit({ type: "warningRaised", message });
  }

  #wayOut(): string {
    const { broker } = this.#parts;
    return byReader({
      commandLine: `start one: frameferry work ${broker} ${option("to", "http://host/predict")}`,
      library: "start one with workFrames",
    });
  }
}

const TIMES: SilenceTimes = { silenceMs: 30_000, listenMs: 1.5 * SIGN_INTERVAL_MS };
