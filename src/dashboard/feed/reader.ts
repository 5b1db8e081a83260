import type { ServerResponse } from "node:http";
import type { FeedContent } from "./feed-content.ts";

/** A page that is open. */
export class Reader {
  readonly #response: ServerResponse;
  readonly #content: FeedContent;
  /** When what it needs to catch up was sent, in monotonic milliseconds; `null` once it has all of it. */
  #behindSinceMs: number | null = null;
  /** True if something came meanwhile. */
  #hasMissed = false;

  /** @param firstStep that it has not got; `null` if it knows nothing. */
  constructor(response: ServerResponse, content: FeedContent, firstStep: number | null) {
    this.#response = response;
    this.#content = content;
    this.#catchUp(firstStep);
  }

  /**
   * Sends a message to a page that keeps up. One that is still getting what it has missed gets this afterwards.
   *
   * @returns false if it reads too slowly, and is to be dropped.
   */
  send(text: string): boolean {
    if (this.#behindSinceMs !== null) {
      this.#hasMissed = true;
      return performance.now() - this.#behindSinceMs < MAX_CATCHUP_MS;
    }
    if (this.#response.writableLength > MAX_BUFFERED_BYTES) return false;
    this.#response.write(text);
    return true;
  }

  /** Ends the feed with a last message. */
  end(text: string): void {
    this.#response.end(text);
  }

  drop(): void {
    this.#response.destroy();
  }

  #catchUp(firstStep: number | null): void {
    const missed = firstStep === null ? null : this.#content.catchup(firstStep);
    const text = missed ?? this.#content.hello();
    const step = this.#content.currentStep;
    this.#behindSinceMs = performance.now();
    this.#hasMissed = false;
    this.#response.write(text, (error) => {
      if (error) return;
      this.#behindSinceMs = null;
      if (this.#hasMissed) this.#catchUp(step);
    });
  }
}

/** A page that has so much before it does not read. */
const MAX_BUFFERED_BYTES = 1024 * 1024;
/** Time for the beginning, which may be a megabyte for a phone. */
const MAX_CATCHUP_MS = 60_000;
