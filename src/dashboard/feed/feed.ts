import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { FeedContent } from "./feed-content.ts";
import { Reader } from "./reader.ts";

/** All pages that are open. Each message is made once for all of them. */
export class Feed {
  readonly #readers = new Set<Reader>();
  readonly #content: FeedContent;

  constructor(content: FeedContent) {
    this.#content = content;
  }

  /** Number of open pages. */
  get readerCount(): number {
    return this.#readers.size;
  }

  /** True while a page is open. */
  get isRead(): boolean {
    return this.readerCount > 0;
  }

  /**
   * Begins to send.
   *
   * @param headers besides those of a feed.
   * @param firstStep that the page has not got; `null` if it knows nothing.
   */
  open(response: ServerResponse, headers: OutgoingHttpHeaders, firstStep: number | null): void {
    // A page that has gone is no fault of anybody.
    response.on("error", () => {});
    response.writeHead(200, { ...headers, ...FEED_HEADERS });
    response.write(`retry: ${RETRY_MS}\n\n`);
    const reader = new Reader(response, this.#content, firstStep);
    this.#readers.add(reader);
    response.on("close", () => this.#readers.delete(reader));
  }

  send(text: string): void {
    for (const reader of this.#readers) if (!reader.send(text)) this.#drop(reader);
  }

  /** Sends a last message to all, and ends. */
  end(text: string): void {
    for (const reader of this.#readers) reader.end(text);
    this.#readers.clear();
  }

  #drop(reader: Reader): void {
    this.#readers.delete(reader);
    reader.drop();
  }
}

const FEED_HEADERS: OutgoingHttpHeaders = {
  "content-type": "text/event-stream; charset=utf-8",
  // Proxies would keep it until there is a lot of it.
  "x-accel-buffering": "no",
};

/** Time after which a page that lost its connection comes again. */
const RETRY_MS = 1000;
