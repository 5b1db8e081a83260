import type { CatchupMessage, EndedMessage, HelloMessage, TickMessage } from "../../page-data.ts";
import type { FrameCard } from "../../frame-data.ts";
import type { PageStore } from "./page-store.ts";

/**
 * Listens to the run, and goes on listening when the connection is cut: the server is told which message came last, and
 * sends what was missed. A page that nobody sees lets go of its feed for so long.
 */
export class Feed {
  readonly #store: PageStore;
  #source: EventSource | null = null;
  #lastEventId = "";
  #lostAtMs: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(store: PageStore) {
    this.#store = store;
  }

  open(): void {
    document.addEventListener("visibilitychange", () => this.#followVisibility());
    this.#connect();
  }

  #connect(): void {
    const query =
      this.#lastEventId === "" ? "" : `?lastEventId=${encodeURIComponent(this.#lastEventId)}`;
    const source = new EventSource(`/api/events${query}`);
    this.#source = source;
    this.#on("hello", (hello) => this.#store.begin(hello));
    this.#on("tick", (tick) => this.#store.tick(tick));
    this.#on("catchup", (missed) => this.#store.catchUp(missed));
    this.#on("frame", (frame) => this.#store.addFrame(frame));
    this.#on("ended", ({ state }) => {
      source.close();
      this.#store.end(state);
    });
    source.addEventListener("error", () => this.#lost(source));
  }

  #on<Type extends keyof Messages>(type: Type, take: (message: Messages[Type]) => void): void {
    this.#source?.addEventListener(type, ({ data, lastEventId }: MessageEvent<string>) => {
      this.#lostAtMs = null;
      this.#lastEventId = lastEventId;
      take(JSON.parse(data) as Messages[Type]);
    });
  }

  #lost(source: EventSource): void {
    this.#lostAtMs ??= performance.now();
    const isGone = performance.now() - this.#lostAtMs > GONE_AFTER_MS;
    this.#store.setConnection(isGone ? "gone" : "reconnecting");
    // After an answer that is no feed the browser gives up: a program that is just starting gets its time.
    if (source.readyState === EventSource.CLOSED) this.#later(() => this.#connect(), RETRY_MS);
  }

  #followVisibility(): void {
    if (this.#store.connection === "ended") return;
    const isClosed = this.#source?.readyState === EventSource.CLOSED;
    if (document.hidden) this.#later(() => this.#source?.close(), HIDDEN_MS);
    else if (isClosed) this.#later(() => this.#connect(), 0);
    else clearTimeout(this.#timer);
  }

  #later(action: () => void, delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(action, delayMs);
  }
}

/** Of the feed, by their event. */
interface Messages {
  readonly hello: HelloMessage;
  readonly tick: TickMessage;
  readonly catchup: CatchupMessage;
  readonly frame: FrameCard;
  readonly ended: EndedMessage;
}

const RETRY_MS = 3000;
/** Time without an answer after which the program is taken to be gone. */
const GONE_AFTER_MS = 30_000;
/** Time that a page may be hidden before it lets go of its feed. */
const HIDDEN_MS = 30_000;
