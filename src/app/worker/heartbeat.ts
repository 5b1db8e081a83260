import { SIGN_INTERVAL_MS, type WorkerSign, type WorkerSigns } from "../../brokers/worker-signs.ts";
import type { RunEvent } from "../../core/events/run-event.ts";

/** What a sign says of a worker that does not change. */
export type WorkerFacts = Pick<WorkerSign, "worker" | "version" | "services">;

/** Gives signs of life of a worker, every few seconds and at its end. */
export class Heartbeat implements Disposable {
  readonly #signs: Pick<WorkerSigns, "announce">;
  readonly #facts: WorkerFacts;
  readonly #held: () => number;
  readonly #startedMs = performance.now();
  readonly #timer: NodeJS.Timeout;
  readonly #counts = { delivered: 0, failed: 0 };
  #lastMs = this.#startedMs;
  #answeredBefore = 0;

  /** @param held number of frames that it holds now. */
  constructor(signs: Pick<WorkerSigns, "announce">, facts: WorkerFacts, held: () => number) {
    this.#signs = signs;
    this.#facts = facts;
    this.#held = held;
    this.#timer = setInterval(() => this.#announce(false), SIGN_INTERVAL_MS).unref();
    this.#announce(false);
  }

  /** Takes in an event of the run: outcomes of frames. */
  listen(event: RunEvent): void {
    if (event.type !== "frameSettled") return;
    const { outcome } = event.result;
    if (outcome === "delivered" || outcome === "failed") this.#counts[outcome] += 1;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#announce(true);
  }

  #announce(isEnding: boolean): void {
    const { delivered, failed } = this.#counts;
    const nowMs = performance.now();
    const seconds = (nowMs - this.#lastMs) / 1000;
    const answered = delivered + failed - this.#answeredBefore;
    this.#lastMs = nowMs;
    this.#answeredBefore += answered;
    this.#signs.announce({
      ...{ ...this.#facts, delivered, failed, isEnding, held: this.#held() },
      uptimeMs: Math.round(nowMs - this.#startedMs),
      framesPerSecond: seconds === 0 ? 0 : Math.round((answered / seconds) * 100) / 100,
    });
  }
}
