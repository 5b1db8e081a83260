import { addLeftOut, type LeftOutCounts, type SelectionRule } from "../core/selection-rule.ts";
import { gateLine } from "./frame-gate.ts";

/**
 * Counts the frames that a gate has left out, by the lines that ffmpeg prints of them before the first rule and behind
 * each one. What was left out between two frames that passed belongs to the second of them, and what follows the last
 * one to the end of the slice: so a slice that goes on elsewhere counts each frame once. A live source, of which nothing
 * goes on elsewhere, has its frames counted soon after they were left out.
 */
export class GateLog {
  readonly #rules: readonly SelectionRule[];
  readonly #onVerdict: (verdict: GateVerdict) => void;
  readonly #firstIndex: number;
  readonly #isLive: boolean;
  /** Frames that have come through as many rules as their place says, and not yet through the next one. */
  readonly #waiting: WaitingFrame[][];
  #sampledCount = 0;
  #passedCount = 0;
  #earlier: LeftOutCounts = {};
  #news: LeftOutCounts = {};

  /**
   * @param firstIndex index of the first frame that is written: the ones before it passed in an earlier slice; `null`
   *   for a live source.
   * @param onVerdict called once for each frame, when it has passed or has been left out. @default nothing
   */
  constructor(
    rules: readonly SelectionRule[],
    firstIndex: number | null,
    onVerdict: (verdict: GateVerdict) => void = () => {},
  ) {
    this.#rules = rules;
    this.#onVerdict = onVerdict;
    this.#firstIndex = firstIndex ?? 0;
    this.#isLive = firstIndex === null;
    this.#waiting = rules.map(() => []);
  }

  /** What an earlier slice of the same video has left out, before the first frame of this one. */
  get earlier(): LeftOutCounts {
    return this.#earlier;
  }

  /** @returns the printed time of a frame that has come out of the sampling; `null` for any other line. */
  read(line: string): string | null {
    const found = gateLine(line);
    if (found === null) return null;
    if (found.stage === "sampled") {
      this.#wait(0, { place: this.#sampledCount++, pts: found.pts, leftOut: {} });
      return found.pts;
    }
    this.#pass(this.#rules.indexOf(found.stage), found.pts);
    return null;
  }

  /** What this slice has left out since the last call; `null` for nothing. */
  takeNews(): LeftOutCounts | null {
    const news = this.#news;
    if (Object.keys(news).length === 0) return null;
    this.#news = {};
    return news;
  }

  /** ffmpeg has ended by itself: what waits has been left out. */
  end(): void {
    for (const [at, rule] of this.#rules.entries())
      for (const frame of this.#waiting[at]?.splice(0) ?? [])
        this.#news = addLeftOut(this.#news, this.#leaveOut(frame, rule));
  }

  #pass(at: number, pts: string): void {
    const [queue, rule] = [this.#waiting[at], this.#rules[at]];
    if (queue === undefined || rule === undefined) return;
    let leftOut: LeftOutCounts = {};
    // A clock that jumps may print a time twice; then the first of both counts as the one that passed.
    const place = queue.findIndex((frame) => frame.pts === pts);
    const frames = queue.splice(0, Math.max(0, place) + 1);
    for (const [index, frame] of frames.entries())
      leftOut = addLeftOut(leftOut, index < place ? this.#leaveOut(frame, rule) : frame.leftOut);
    const passed = { place: frames.at(-1)?.place ?? this.#sampledCount - 1, pts, leftOut };
    if (at + 1 < this.#rules.length) this.#wait(at + 1, passed);
    else this.#passed(passed);
  }

  #passed({ place, pts, leftOut }: WaitingFrame): void {
    this.#onVerdict({ place, pts, rule: null });
    const isEarlier = this.#passedCount < this.#firstIndex;
    this.#passedCount += 1;
    if (isEarlier) this.#earlier = addLeftOut(this.#earlier, leftOut);
    else this.#news = addLeftOut(this.#news, leftOut);
  }

  /** Frames that have waited for so long have been left out: the latest one keeps their count, unless it is told. */
  #wait(at: number, frame: WaitingFrame): void {
    const [queue, rule] = [this.#waiting[at], this.#rules[at]];
    if (queue === undefined || rule === undefined) return;
    queue.push(frame);
    if (queue.length <= (this.#isLive ? MAX_WAITING_LIVE : MAX_WAITING)) return;
    const [oldest, next] = queue.splice(0, 2);
    if (oldest === undefined || next === undefined) return;
    const leftOut = this.#leaveOut(oldest, rule);
    if (this.#isLive) {
      this.#news = addLeftOut(this.#news, leftOut);
      queue.unshift(next);
    } else queue.unshift({ ...next, leftOut: addLeftOut(leftOut, next.leftOut) });
  }

  /** @returns the counts of a frame, with itself. */
  #leaveOut({ place, pts, leftOut }: WaitingFrame, rule: SelectionRule): LeftOutCounts {
    this.#onVerdict({ place, pts, rule });
    return addLeftOut(leftOut, { [rule]: 1 });
  }
}

/** What becomes of a frame that has come out of the sampling. */
export interface GateVerdict {
  /** Its place among these frames, from 0. */
  readonly place: number;
  /** Its time as it was printed. */
  readonly pts: string;
  /** Rule that leaves it out; `null` if it has passed all of them. */
  readonly rule: SelectionRule | null;
}

interface WaitingFrame {
  /** As `GateVerdict` has it. */
  readonly place: number;
  readonly pts: string;
  /** Frames that were left out right before it. */
  readonly leftOut: LeftOutCounts;
}

/** Many more than ffmpeg holds between two of its filters. */
const MAX_WAITING = 1024;
/** More than it holds. */
const MAX_WAITING_LIVE = 16;
