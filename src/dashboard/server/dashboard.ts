import { randomBytes } from "node:crypto";
import type { RunEvent } from "../../core/events/run-event.ts";
import type { FrameResult } from "../../core/frame/frame-result.ts";
import type { RunView } from "../../core/events/run-view.ts";
import type { SiteSourceView } from "../../core/events/site-source-view.ts";
import { MAX_CHART_BYTES } from "../charts/charts.ts";
import { Feed } from "../feed/feed.ts";
import { message } from "../feed/message.ts";
import { type FindingsReader, recordOf } from "../frames/frame-record.ts";
import { type FrameSample, FrameSampler, MAX_HELD_BYTES } from "../frames/frame-sampler.ts";
import { FrameShelf, MAX_SHELF_BYTES } from "../frames/frame-shelf.ts";
import { SamplePace } from "../frames/sample-pace.ts";
import { Scaler } from "../frames/scaler.ts";
import { type CommandFacts, LiveState } from "../now/live-state.ts";
import { DashboardContent } from "./dashboard-content.ts";
import { DiskLook } from "./disk-look.ts";

/** What a dashboard is made of besides events. */
export interface DashboardParts extends Omit<CommandFacts, "startedAtMs" | "maxMemoryBytes"> {
  readonly readFindings: FindingsReader;
  /** Free space of the disk that the state lies on, in bytes; `null` if it cannot be told. */
  readonly readFreeBytes: () => Promise<number | null>;
}

/**
 * What the page shows, from the events of the runs of a command. While no page is open it counts, ends a step of its
 * charts each second, and takes one frame a second. Disposing it sends a last message to all pages.
 */
export class Dashboard implements Disposable {
  readonly state: LiveState;
  readonly shelf: FrameShelf;
  readonly feed: Feed;
  readonly content: DashboardContent;
  readonly #sampler: FrameSampler;
  readonly #scaler = new Scaler();
  readonly #readFindings: FindingsReader;
  readonly #disk: DiskLook;
  readonly #timer: NodeJS.Timeout;

  constructor({ readFindings, readFreeBytes, ...facts }: DashboardParts) {
    this.#readFindings = readFindings;
    const startedAtMs = Date.now();
    this.state = new LiveState({ ...facts, startedAtMs, maxMemoryBytes: MAX_MEMORY_BYTES });
    const { failures } = this.state;
    this.shelf = new FrameShelf(this.#scaler, (id) => failures.hasExample(id));
    this.content = new DashboardContent(this.state, this.shelf, randomBytes(8).toString("hex"));
    this.feed = new Feed(this.content);
    const perSecond = (): number => (this.feed.isRead ? SEEN_PER_SECOND : UNSEEN_PER_SECOND);
    this.#sampler = new FrameSampler(new SamplePace(perSecond, performance.now()));
    this.#disk = new DiskLook(readFreeBytes);
    this.#timer = setInterval(() => this.tick(Date.now()), TICK_MS).unref();
  }

  runOpened(view: RunView): void {
    this.state.runOpened(view);
  }

  runClosed(view: RunView, pending: number): void {
    this.state.runClosed(view, pending);
  }

  /** @param name of the source of a site that it is about; `undefined` for any other run. */
  listen(event: RunEvent, name?: string): void {
    this.state.listen(event, name);
    if (event.type === "requestEnded") this.#sampler.requestEnded(event);
    if (event.type === "frameSettled") this.#settled(event.result, name);
  }

  /** The runs are those of a site. @param read tells how its sources are now. */
  siteOpened(read: () => readonly SiteSourceView[]): void {
    this.state.sources.siteOpened(read);
  }

  /** A site has a source no more. */
  sourceRemoved(name: string): void {
    this.state.sources.remove(name);
  }

  brokerAcknowledged(seconds: number): void {
    this.state.brokerAcknowledged(seconds);
  }

  /** Ends a step of the charts, and tells all pages that are open. @param nowMs Unix time. */
  tick(nowMs: number): void {
    this.state.tick(nowMs);
    if (!this.feed.isRead) return;
    this.#disk.look((freeBytes) => (this.state.freeBytes = freeBytes));
    this.feed.send(this.content.tick());
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.feed.end(this.content.ended());
  }

  #settled(result: FrameResult, name?: string): void {
    const sample = this.#sampler.take(result);
    if (sample === null) return;
    this.#show(sample, result, name).catch((error: unknown) => {
      // What cannot be shown must not end a run.
      this.state.warn(`A frame cannot be shown: ${String(error)}`);
    });
  }

  async #show(sample: FrameSample, result: FrameResult, name?: string): Promise<void> {
    const { id: sourceId, name: source } = this.state.sources.of(result.source, name);
    const tools = { scaler: this.#scaler, readFindings: this.#readFindings };
    const record = await recordOf(sample, { source, sourceId, result }, tools);
    const card = this.shelf.add(record);
    if (result.outcome === "failed") this.state.failures.giveExample(result.reason ?? "", card.id);
    this.shelf.tidy();
    if (this.feed.isRead) this.feed.send(message("frame", card));
  }
}

const TICK_MS = 1000;
/** Frames a second that are taken while a page is open; each costs some 10 ms of processor time for its thumbnail. */
const SEEN_PER_SECOND = 3;
/** Frames a second that are taken while no page is open, so that the next one has some to show. */
const UNSEEN_PER_SECOND = 1;

/** Memory for charts and frames at most, in bytes. */
const MAX_MEMORY_BYTES = MAX_CHART_BYTES + MAX_SHELF_BYTES + MAX_HELD_BYTES;
