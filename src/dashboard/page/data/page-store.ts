import type {
  CatchupMessage,
  DashboardState,
  HelloMessage,
  SeriesByKey,
  SeriesPoint,
  TickMessage,
} from "../../page-data.ts";
import type { FrameCard } from "../../frame-data.ts";
import { mergePoints } from "./series.ts";

/**
 * Whether the page hears of the run. "ended": the run has, and what it said last stays; "gone": nothing has answered
 * for a while.
 */
export type Connection = "connecting" | "live" | "reconnecting" | "gone" | "ended";

/** All that the page knows of the run; who shows it is told of each change. */
export class PageStore {
  connection: Connection = "connecting";
  /** `null` before the first message. */
  state: DashboardState | null = null;
  /** Proves to the server that an action comes from this page. */
  actionToken = "";
  /** Last 5 minutes, a point a second. */
  minutes: ReadonlyMap<string, readonly SeriesPoint[]> = new Map();
  /** Newest first. */
  frames: readonly FrameCard[] = [];
  readonly #arrived: FrameCard[] = [];
  readonly #listeners = new Set<() => void>();

  /** @returns what ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  begin({ actionToken, state, series, frames }: HelloMessage): void {
    const isSameRun = this.state?.startedAtMs === state.startedAtMs;
    this.actionToken = actionToken;
    this.state = state;
    this.minutes = new Map(Object.entries(series.minutes));
    const kept = isSameRun ? this.frames : [];
    this.frames = [];
    this.#addFrames([...frames.toReversed(), ...kept]);
    this.setConnection("live");
  }

  tick({ state, points }: TickMessage): void {
    this.state = state;
    this.#addPoints(
      Object.fromEntries(Object.entries(points).map(([key, point]) => [key, [point]])),
    );
    this.setConnection("live");
  }

  catchUp({ state, series, frames }: CatchupMessage): void {
    this.state = state;
    this.#addPoints(series);
    this.#addFrames([...frames.toReversed(), ...this.frames]);
    this.setConnection("live");
  }

  /** The run has come to its end: nothing follows. */
  end(state: DashboardState): void {
    this.state = state;
    this.setConnection("ended");
  }

  /** Frames are shown together, once a second: what moves all the time cannot be looked at. */
  addFrame(frame: FrameCard): void {
    if (this.#arrived.length === 0) setTimeout(() => this.#showArrived(), ARRIVAL_MS);
    this.#arrived.unshift(frame);
  }

  #showArrived(): void {
    this.#addFrames([...this.#arrived.splice(0), ...this.frames]);
    this.#tell();
  }

  setConnection(connection: Connection): void {
    this.connection = connection;
    this.#tell();
  }

  #addPoints(added: SeriesByKey): void {
    const merged = new Map(this.minutes);
    for (const [key, points] of Object.entries(added))
      merged.set(key, mergePoints(merged.get(key) ?? [], points, MAX_POINTS));
    this.minutes = merged;
  }

  /** @param frames of two of one frame the first stays. */
  #addFrames(frames: readonly FrameCard[]): void {
    const byId = new Map<string, FrameCard>();
    for (const frame of frames) if (!byId.has(frame.id)) byId.set(frame.id, frame);
    const newestFirst = [...byId.values()].toSorted((one, other) => other.atMs - one.atMs);
    this.frames = newestFirst.slice(0, MAX_FRAMES);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

const ARRIVAL_MS = 1000;
/** Seconds of the shortest range. */
const MAX_POINTS = 300;
/** Cards that the page keeps, in all. */
const MAX_FRAMES = 240;
