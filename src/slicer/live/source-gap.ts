import type { EventListener } from "../../core/events/run-event.ts";
import type { Loss } from "./connection-end.ts";

/** Reports when a source is lost and found again. */
export class SourceGap {
  readonly #source: string;
  readonly #emit: EventListener;
  #open: { readonly loss: Loss; readonly sinceMs: number } | null = null;

  /** @param source its name, without secrets. */
  constructor(source: string, emit: EventListener) {
    this.#source = source;
    this.#emit = emit;
  }

  /** Why no frame comes now, as the end of a sentence; `null` while they come, or are expected any moment. */
  get trouble(): string | null {
    return this.#open === null ? null : troubleOf(this.#open.loss);
  }

  /** Length of the gap under way; 0 while frames come. */
  lengthMs(nowMs: number): number {
    return this.#open === null ? 0 : nowMs - this.#open.sinceMs;
  }

  /**
   * A connection has ended. Only the first of a gap is an event; what changes the way out is a warning.
   *
   * @param lastFrameAtMs time of the last frame, or of the start, on the monotonic clock.
   */
  lost(loss: Loss, lastFrameAtMs: number): void {
    const previous = this.#open;
    this.#open = { loss, sinceMs: previous?.sinceMs ?? lastFrameAtMs };
    const source = this.#source;
    if (previous === null) {
      const { reason, limit } = loss;
      const ours = limit === undefined ? {} : { pauseReason: limit };
      this.#emit({ type: "sourceLost", source, reason, sinceMs: lastFrameAtMs, ...ours });
    } else if (previous.loss.kind !== loss.kind)
      this.#emit({ type: "warningRaised", message: `${source} ${troubleOf(loss, "still ")}` });
  }

  /** A frame has arrived. */
  frameArrived(nowMs: number): void {
    if (this.#open === null) return;
    const { loss, sinceMs } = this.#open;
    this.#open = null;
    const gap = { reason: loss.reason, sinceMs, gapMs: nowMs - sinceMs };
    this.#emit({ type: "sourceRecovered", source: this.#source, ...gap });
  }
}

function troubleOf({ kind, reason }: Loss, still: "" | "still " = ""): string {
  return kind === "noRoom"
    ? `${still}waits, since there is no room for its frames: ${reason}`
    : `is ${still}away: ${reason}`;
}
