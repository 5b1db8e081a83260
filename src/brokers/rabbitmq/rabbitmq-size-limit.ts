import type { BrokerFault } from "../publish-outcome.ts";

/** Largest message of a broker, which it only tells when it closes a channel because of a larger one. */
export class SizeLimit {
  readonly #name: string;
  /** In bytes; `null` until it is known. */
  maxBytes: number | null = null;

  /** @param name the broker for display. */
  constructor(name: string) {
    this.#name = name;
  }

  /** Learns the limit from the sentence of the broker. @returns the size that was too large; `null` for other sentences. */
  learn(sentence: string): number | null {
    const [, size, limit] = SENTENCE.exec(sentence) ?? [];
    if (size === undefined || limit === undefined) return null;
    this.maxBytes = Number(limit);
    return Number(size);
  }

  /** Fault of a message that is too large; `null` for one that is not, as far as is known. */
  fault(byteLength: number): BrokerFault | null {
    if (this.maxBytes === null || byteLength <= this.maxBytes) return null;
    return {
      kind: "tooLarge",
      reason: `${this.#name} takes messages of ${this.maxBytes} bytes at most, and this one has ${byteLength}`,
      remedy: "raise max_message_size in the configuration of the broker, or send smaller frames",
    };
  }
}

/** `message size 20 is larger than configured max size 10`, or without `configured`, by version. */
const SENTENCE = /message size (\d+) is larger than (?:configured )?max size (\d+)/u;
