import type { RunEvent } from "../../core/events/run-event.ts";

/**
 * How many frames a worker may hold: those that its services may have in flight, and as many again that wait for another
 * attempt.
 */
export class RoomForFrames {
  readonly #batch: number;
  readonly #limits = new Map<string, number>();
  /** Called when there may be more room. @default nobody is told */
  onChange: () => void = () => {};

  /** @param options of the user: frames that share a request, at most. */
  constructor({ batch }: { readonly batch: number }) {
    this.#batch = batch;
  }

  get maxHeld(): number {
    let inFlight = 0;
    for (const limit of this.#limits.values()) inFlight += limit;
    return 2 * Math.max(1, inFlight) * this.#batch;
  }

  /** Takes in an event of the run: changes of limits. */
  listen(event: RunEvent): void {
    if (event.type !== "limitChanged") return;
    this.#limits.set(event.service, event.limit);
    this.onChange();
  }
}
