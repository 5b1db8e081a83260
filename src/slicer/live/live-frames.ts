import type { FrameTime } from "../../core/frame/frame.ts";
import type { SlicedFrame } from "../ffmpeg-log.ts";
import { frameIndexOf } from "../frame-name.ts";
import { FrameTimes } from "../frame-times.ts";
import { RecordedPlaces } from "../recording/recorded-places.ts";
import { ShownParts } from "./shown-parts.ts";

/** Frames that the connections to a camera have announced, with the times of those not yet looked up. */
export class LiveFrames {
  readonly #times = new FrameTimes(MAX_PAGES);
  readonly #arrivals = new FrameTimes(MAX_PAGES);
  /** Their places in a recording. */
  readonly places: RecordedPlaces = new RecordedPlaces();
  /** What they show. */
  readonly shown: ShownParts = new ShownParts();
  readonly #flaws = new Map<number, string>();
  #nextIndex: number;

  /** @param firstIndex index of the first one. */
  constructor(firstIndex: number) {
    this.#nextIndex = firstIndex;
  }

  /** Index of the next frame. */
  get nextIndex(): number {
    return this.#nextIndex;
  }

  /**
   * A frame is about to be written.
   *
   * @param atMs its arrival, on the monotonic clock.
   * @param flaw why it is to be left out; `null` if it is not.
   */
  announce({ index, ptsSeconds }: SlicedFrame, atMs: number, flaw: string | null): void {
    this.#nextIndex = index + 1;
    if (flaw !== null) this.#flaws.set(index, flaw);
    this.#times.record(index, ptsSeconds);
    this.#arrivals.record(index, atMs);
  }

  /** Resolves when it is known, at the latest after `end`. */
  async timeOf(relativePath: string): Promise<FrameTime> {
    const index = frameIndexOf(relativePath);
    if (index === null) return { index, ptsSeconds: null };
    const [ptsSeconds, capturedAtMs] = await Promise.all([
      this.#times.take(index),
      this.#arrivals.take(index),
    ]);
    const recording = await this.places.take(index);
    const flaw = this.#flaws.get(index);
    this.#flaws.delete(index);
    const crop = this.shown.of(index);
    return {
      index,
      ptsSeconds,
      ...(capturedAtMs === null ? {} : { capturedAtMs }),
      ...(recording === null ? {} : { recording }),
      ...(crop === null ? {} : { crop }),
      ...(flaw === undefined ? {} : { flaw }),
    };
  }

  /** No further frame will be announced. */
  end(): void {
    this.#times.end();
    this.#arrivals.end();
  }
}

/** Each connection may announce a last frame that it does not write. A million frames take 8 MiB. */
const MAX_PAGES = 256;
