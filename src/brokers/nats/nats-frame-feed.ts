import type { FeedOptions, FrameFeed, HeldFrame } from "../broker.ts";
import { FRAME_HEADER, frameOf } from "../envelope.ts";
import { acknowledge } from "./nats-acknowledge.ts";
import type { NatsLink } from "./nats-link.ts";
import type { Msg } from "./nats-packages.ts";
import { giveBack, say } from "./nats-pull.ts";
import type { NatsReader } from "./nats-reader.ts";

/** Frames out of a consumer. */
export class NatsFrameFeed implements FrameFeed {
  readonly holdMs: number;
  readonly #link: NatsLink;
  readonly #reader: NatsReader;
  readonly #feed: FeedOptions;

  constructor(link: NatsLink, reader: NatsReader, feed: FeedOptions & { readonly holdMs: number }) {
    this.holdMs = feed.holdMs;
    this.#link = link;
    this.#reader = reader;
    this.#feed = feed;
  }

  async next(signal: AbortSignal): Promise<HeldFrame> {
    for (;;) {
      const message = await this.#reader.next(signal);
      const frame = frameOf(message.headers?.get(FRAME_HEADER) ?? "", asBuffer(message.data));
      if (frame !== null) return heldFrame(this.#link, message, frame);
      removeForeign(this.#link, message, this.#feed);
    }
  }
}

function heldFrame(link: NatsLink, received: Msg, message: HeldFrame["message"]): HeldFrame {
  const { reply = "" } = received;
  return {
    message,
    deliveries: deliveriesOf(reply),
    extend: () => say(link, reply, "+WPI"),
    acknowledge: async () => await acknowledge(link, reply),
    release: (delayMs = 0) => giveBack(link, received, delayMs),
  };
}

/** Removes a message that nobody could answer. */
export function removeForeign(
  link: NatsLink,
  { subject, reply = "" }: Msg,
  { onForeign }: FeedOptions,
): void {
  say(link, reply, "+TERM");
  onForeign?.(
    `a message on ${subject} at ${link.name} does not come from frameferry, and was removed`,
  );
}

/** The bytes of a message, without a copy. */
export function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}

/**
 * How often a message was handed out: `$JS.ACK.<stream>.<consumer>.<deliveries>...`, or since 2.11 with domain and hash
 * of the account before the stream.
 */
function deliveriesOf(reply: string): number {
  const words = reply.split(".");
  return Number(words.length === OLD_LENGTH ? words[4] : words[6]) || 1;
}

const OLD_LENGTH = 9;
