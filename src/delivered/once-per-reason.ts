import type { EventListener } from "../core/events.ts";

/** Tells of a trouble once for each of its reasons, however many frames it meets. */
export class OncePerReason {
  readonly #emit: EventListener;
  readonly #trouble: string;
  readonly #told = new Set<string>();

  /** @param trouble what cannot be done, as the beginning of a sentence. */
  constructor(emit: EventListener, trouble: string) {
    this.#emit = emit;
    this.#trouble = trouble;
  }

  tell({ code = "", message }: NodeJS.ErrnoException): void {
    if (this.#told.has(code)) return;
    this.#told.add(code);
    this.#emit({ type: "warningRaised", message: `${this.#trouble}: ${message}` });
  }
}
