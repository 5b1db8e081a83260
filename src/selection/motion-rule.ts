import type { MotionEnded, MotionStarted } from "../core/events/source-events.ts";
import { captureTime } from "../core/frame/capture-time.ts";
import type { Frame } from "../core/frame/frame.ts";
import { Background } from "./background.ts";
import { changedShare } from "./changed-share.ts";
import type { FrameRule, JudgedFrame, RuleVerdict } from "./frame-rule.ts";
import type { LumaPicture } from "./luma-picture.ts";
import { type ShownPlace, showsSame } from "./picture-part.ts";
import { type MaskRegions, type RegionMask, regionMask } from "./region-mask.ts";
import { shareText } from "./share-text.ts";

/** Settings of a motion rule. */
export interface MotionSettings {
  /** Share of the regions, from 0 to 1, that must differ from the background. */
  readonly minShare: number;
  /** Frames so long before a motion are sent, too. */
  readonly preSeconds: number;
  /** Frames so long after it are sent, too. */
  readonly postSeconds: number;
  readonly regions: MaskRegions;
}

/** A motion that goes on. */
interface Motion {
  readonly from: JudgedFrame;
  /** Its last frame so far. */
  to: JudgedFrame;
  /** Frames that showed it. */
  frameCount: number;
  /** Greatest share of the regions that has changed. */
  peakShare: number;
}

/** Sends the frames in which something moves, and those around them. */
export class MotionRule implements FrameRule {
  readonly name = "motion";
  readonly #settings: MotionSettings;
  readonly #emit: (event: MotionStarted | MotionEnded) => void;
  #background = new Background();
  #shown: ShownPlace = { width: 0, height: 0 };
  #mask: RegionMask = { positions: new Uint32Array() };
  #motion: Motion | null = null;
  #lastSeconds = Number.NEGATIVE_INFINITY;

  constructor(settings: MotionSettings, emit: (event: MotionStarted | MotionEnded) => void) {
    this.#settings = settings;
    this.#emit = emit;
  }

  judge(picture: LumaPicture, judged: JudgedFrame): RuleVerdict {
    const { minShare, preSeconds, postSeconds } = this.#settings;
    const { seconds } = judged;
    const share = this.#changedShare(picture, seconds);
    if (share >= minShare) {
      this.#move(judged, share);
      return { kind: "send", heldSinceSeconds: seconds - preSeconds - TOLERANCE_SECONDS };
    }
    // Files of a folder may go back in time.
    const sinceSeconds = Math.abs(seconds - this.#lastSeconds) - TOLERANCE_SECONDS;
    if (sinceSeconds > Math.max(postSeconds, MIN_PAUSE_SECONDS)) this.#rest(judged);
    if (sinceSeconds <= postSeconds) return { kind: "send" };
    const reason = `motion: ${shareText(share)} of the picture has changed`;
    if (preSeconds === 0) return { kind: "skip", reason };
    return { kind: "hold", untilSeconds: seconds + preSeconds + TOLERANCE_SECONDS, reason };
  }

  end(): void {
    this.#rest(null);
  }

  #changedShare(picture: LumaPicture, seconds: number): number {
    const { values } = picture;
    if (!showsSame(picture, this.#shown)) {
      // A camera that shows another size or part shows something else.
      const { width, height, part } = picture;
      this.#shown = { width, height, ...(part === undefined ? {} : { part }) };
      this.#mask = regionMask(this.#settings.regions, picture);
      this.#background = new Background();
    }
    const background = this.#background.before(picture, seconds);
    return background === null ? 0 : changedShare(values, background, this.#mask);
  }

  #move(judged: JudgedFrame, share: number): void {
    const { seconds, isOnRecord } = judged;
    this.#lastSeconds = seconds;
    if (this.#motion === null) {
      this.#motion = { from: judged, to: judged, frameCount: 1, peakShare: share };
      // What is on record was told when it happened.
      if (!isOnRecord)
        this.#emit({ type: "motionStarted", ...placeOf(judged.frame), share: rounded(share) });
      return;
    }
    this.#motion.to = judged;
    this.#motion.frameCount += 1;
    this.#motion.peakShare = Math.max(this.#motion.peakShare, share);
  }

  /** @param at the frame at which it was seen that nothing moves; `null` at the end. */
  #rest(at: JudgedFrame | null): void {
    if (this.#motion === null) return;
    const { from, to, frameCount, peakShare } = this.#motion;
    this.#motion = null;
    if ((at ?? to).isOnRecord) return;
    this.#emit({
      type: "motionEnded",
      ...placeOf(to.frame),
      startFrame: from.frame.relativePath,
      durationSeconds: Math.round((to.seconds - from.seconds) * 1000) / 1000,
      frames: frameCount,
      peakShare: rounded(peakShare),
    });
  }
}

function placeOf(frame: Frame): Omit<MotionStarted, "type" | "share"> {
  const { source, relativePath, index, ptsSeconds } = frame;
  const { capturedAt } = captureTime(frame);
  const arrival = capturedAt === undefined ? {} : { capturedAt };
  return { source, frame: relativePath, index, ptsSeconds, ...arrival };
}

function rounded(share: number): number {
  return Math.round(share * 10_000) / 10_000;
}

/** Times of frames are rounded. */
const TOLERANCE_SECONDS = 0.000_5;
/** A motion that pauses for less goes on. */
const MIN_PAUSE_SECONDS = 1;
