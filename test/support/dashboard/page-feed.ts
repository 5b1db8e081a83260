import type {
  CatchupMessage,
  DashboardState,
  EndedMessage,
  HelloMessage,
  TickMessage,
} from "../../../src/dashboard/page-data.ts";
import type { FrameCard } from "../../../src/dashboard/frame-data.ts";

/** A message of the feed, as a browser would hand it out. */
export type FeedMessage =
  | { readonly event: "hello"; readonly id: string; readonly data: HelloMessage }
  | { readonly event: "tick"; readonly id: string; readonly data: TickMessage }
  | { readonly event: "catchup"; readonly id: string; readonly data: CatchupMessage }
  | { readonly event: "frame"; readonly id: string; readonly data: FrameCard }
  | { readonly event: "ended"; readonly id: string; readonly data: EndedMessage };

/** An open page: reads the feed by the rules of server-sent events. Disposing it closes the connection. */
export class PageFeed implements Disposable {
  readonly messages: FeedMessage[] = [];
  /** Settles when the server has ended it. */
  readonly ended: Promise<void>;
  /** As a browser sends it when it comes again. */
  lastEventId = "";
  readonly #closing = new AbortController();
  #wake: () => void = () => {};

  private constructor(body: ReadableStream<Uint8Array>) {
    this.ended = this.#read(body).catch(() => {});
  }

  /** @param url of the dashboard. @throws unless the answer is 200. */
  static async open(url: string, headers: Record<string, string> = {}): Promise<PageFeed> {
    const closing = new AbortController();
    const { signal } = closing;
    const response = await fetch(new URL("/api/events", url), { headers, signal });
    if (response.status !== 200 || response.body === null)
      throw new Error(`${response.status} ${await response.text()}`);
    const feed = new PageFeed(response.body);
    feed.#closing.signal.addEventListener("abort", () => closing.abort());
    return feed;
  }

  /** The newest state that it knows. */
  get state(): DashboardState | null {
    const known = this.messages.flatMap(({ data }) => ("state" in data ? [data.state] : []));
    return known.at(-1) ?? null;
  }

  /** The first message so far, or to come, that is as wanted. @throws after two minutes, with the newest state. */
  async until<Found extends FeedMessage>(
    isWanted: (message: FeedMessage) => message is Found,
  ): Promise<Found>;
  async until(isWanted: (message: FeedMessage) => boolean): Promise<FeedMessage>;
  async until(isWanted: (message: FeedMessage) => boolean): Promise<FeedMessage> {
    const endMs = Date.now() + 120_000;
    for (let at = 0; ;) {
      for (; at < this.messages.length; at += 1) {
        const message = this.messages[at];
        if (message !== undefined && isWanted(message)) return message;
      }
      if (Date.now() > endMs)
        throw new Error(`not as wanted after two minutes: ${JSON.stringify(this.state)}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, 200);
      });
    }
  }

  /** The first state, so far or to come, that is as wanted. */
  async stateWith(isWanted: (state: DashboardState) => boolean): Promise<DashboardState> {
    const { data } = await this.until(({ data: one }) => "state" in one && isWanted(one.state));
    return (data as TickMessage).state;
  }

  [Symbol.dispose](): void {
    this.#closing.abort();
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    let text = "";
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) this.#take(block);
      this.#wake();
    }
  }

  #take(block: string): void {
    const fields = new Map(
      [...block.matchAll(/^(\w*): ?(.*)$/gmu)].map(([, name = "", value = ""]) => [name, value]),
    );
    const id = fields.get("id");
    if (id !== undefined) this.lastEventId = id;
    const data = fields.get("data");
    if (data === undefined) return;
    const event = fields.get("event");
    const message: unknown = { event, id: this.lastEventId, data: JSON.parse(data) };
    this.messages.push(message as FeedMessage);
  }
}
