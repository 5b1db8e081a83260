import { FrameferryError } from "../../core/errors.ts";
import type { Frame } from "../../core/frame/frame.ts";
import type { SendContext, Sender, SendResult } from "../send-result.ts";

/**
 * Sends to a service that may not be there yet, and has to be probed first: until then it is
 * away, as one is that refuses connections, and each frame that is tried there probes again.
 */
export class LazySender implements Sender {
  readonly #open: (signal: AbortSignal) => Promise<Sender>;
  readonly #closing = new AbortController();
  #opening: Promise<void> | null = null;
  #sender: Sender | null = null;
  #problem = "it is not ready yet";

  /** @param open probes the service; rejects with what is wrong. */
  constructor(open: (signal: AbortSignal) => Promise<Sender>) {
    this.#open = open;
  }

  /** Resolves once frames can be sent. @throws what is wrong with the service. */
  async open(): Promise<void> {
    this.#opening ??= this.#tryToOpen().finally(() => (this.#opening = null));
    await this.#opening;
  }

  send(frame: Frame, context: SendContext): Promise<SendResult> {
    if (this.#sender !== null) return this.#sender.send(frame, context);
    this.open().catch(() => {});
    const answer = { status: null, response: null, reason: this.#problem };
    const verdict = { kind: "unavailable", ...answer, waitMs: null } as const;
    return Promise.resolve({ verdict, fault: "unreachable" });
  }

  async #tryToOpen(): Promise<void> {
    try {
      this.#sender = await this.#open(this.#closing.signal);
    } catch (error) {
      // An abort has any reason, and says nothing of the service.
      if (error instanceof Error) this.#problem = inWords(error);
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#opening?.catch(() => {});
    await this.#sender?.[Symbol.asyncDispose]();
  }
}

/** With the remedy: of a service among others, no other message names it. */
function inWords(error: Error): string {
  const isUsage = error instanceof FrameferryError && error.kind === "usage";
  return isUsage && error.remedy !== undefined
    ? `${error.message}: ${error.remedy}`
    : error.message;
}
