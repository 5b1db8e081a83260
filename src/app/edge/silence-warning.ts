import type { EventListener } from "../../core/events/run-event.ts";
import { byReader, option } from "../../core/option-spelling.ts";

/** Says once that frames are handed over, and that nobody answers: most likely no worker is at work. */
export class SilenceWarning implements Disposable {
  readonly #broker: string;
  readonly #emit: EventListener;
  #timer: NodeJS.Timeout | null = null;
  #isOver = false;

  /** @param broker its address, as it may be shown. */
  constructor(broker: string, emit: EventListener) {
    this.#broker = broker;
    this.#emit = emit;
  }

  /** A frame was handed over. */
  handedOver(): void {
    if (this.#isOver || this.#timer !== null) return;
    const message = `the broker has frames, and no worker has answered for ${SILENCE_MS / 1000} s; ${this.#wayOut()}`;
    const warn = (): void => this.#emit({ type: "warningRaised", message });
    this.#timer = setTimeout(warn, SILENCE_MS);
    this.#timer.unref();
  }

  /** A worker has answered. */
  answered(): void {
    this.#isOver = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  [Symbol.dispose](): void {
    this.answered();
  }

  #wayOut(): string {
    const broker = this.#broker;
    return byReader({
      commandLine: `start one: frameferry work ${broker} ${option("to", "http://host/predict")}`,
      library: "start one with workFrames",
    });
  }
}

const SILENCE_MS = 30_000;
