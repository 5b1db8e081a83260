import { randomBytes } from "node:crypto";
import type { FeedContent } from "../feed/feed-content.ts";
import { FeedPlaces } from "../feed/feed-places.ts";
import { message } from "../feed/message.ts";
import type { FrameShelf } from "../frames/frame-shelf.ts";
import type { LiveState } from "../now/live-state.ts";
import type { CatchupMessage, EndedMessage, HelloMessage, TickMessage } from "../page-data.ts";

/** Makes the messages of the feed, each as text. */
export class DashboardContent implements FeedContent {
  /** Without it nothing can be changed; only a page of this server can read it. */
  readonly actionToken: string = randomBytes(16).toString("hex");
  readonly #state: LiveState;
  readonly #shelf: FrameShelf;
  readonly #places: FeedPlaces;

  /** @param processId lets no page go on in the feed of another process. */
  constructor(state: LiveState, shelf: FrameShelf, processId: string) {
    this.#state = state;
    this.#shelf = shelf;
    this.#places = new FeedPlaces(processId);
  }

  get currentStep(): number {
    return this.#state.charts.currentStep;
  }

  /** First step that a page has not got, by the id of the last message that it has got. */
  stepOf(lastEventId: unknown): number | null {
    return this.#places.stepOf(lastEventId);
  }

  hello(): string {
    const { state, charts } = this.#state;
    const series = { minutes: charts.read("minutes") };
    const { actionToken } = this;
    const hello: HelloMessage = { actionToken, state, series, frames: this.#shelf.cards() };
    return message("hello", hello, this.#id);
  }

  catchup(step: number): string | null {
    const { state, charts } = this.#state;
    const series = charts.secondsFrom(step);
    if (series === null) return null;
    const frames = this.#shelf.cards(charts.beginningOf(step));
    const catchup: CatchupMessage = { state, series, frames };
    return message("catchup", catchup, this.#id);
  }

  tick(): string {
    const { state, charts } = this.#state;
    const tick: TickMessage = { state, points: charts.lastSecond };
    return message("tick", tick, this.#id);
  }

  ended(): string {
    const ended: EndedMessage = { state: this.#state.state };
    return message("ended", ended);
  }

  get #id(): string {
    return this.#places.idOf(this.currentStep);
  }
}
