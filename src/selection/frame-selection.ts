import { dirname } from "node:path/posix";
import { Semaphore } from "../core/concurrency/semaphore.ts";
import type { Clock } from "../core/concurrency/clock.ts";
import type { EventListener } from "../core/events/run-event.ts";
import type { Frame } from "../core/frame/frame.ts";
import type { Crop } from "../core/image/crop.ts";
import type { CroppedPart } from "../core/frame/cropped-part.ts";
import type { FrameRule } from "./frame-rule.ts";
import type { Candidate, FrameSelector } from "./frame-selector.ts";
import { type DecidedFrame, FrameSequence, type HeldBounds } from "./frame-sequence.ts";
import { IndexOrder } from "./index-order.ts";
import { inParts, type PicturePart } from "./picture-part.ts";
import { type LumaPicture, readLuma, type UnreadablePicture } from "./luma-picture.ts";

/** Settings of a selection. */
export interface SelectionSettings {
  /** Makes the rules of one sequence of frames, in their order. */
  readonly rules: () => readonly FrameRule[];
  /** Time of a frame on the clock of its source, in seconds. */
  readonly secondsOf: (frame: Frame) => number;
  /** Index of the first frame that comes, of frames that have one. @default 0 */
  readonly firstIndex?: number;
  /** Part of the images that is looked at; `null` for all of them. @default all of them */
  readonly crop?: Crop | null;
  /** Bounds of what each sequence may hold. */
  readonly bounds: HeldBounds;
  /**
   * Time without a frame after which held frames are left out, in milliseconds; `null` where more come for certain, or
   * the end is announced.
   */
  readonly idleMs: number | null;
  /** Called when the image of a frame has been read, and is needed no more to decide. @default nothing */
  readonly onRead?: (frame: Frame) => Promise<void>;
}

/**
 * Decides on the frames of one source. Those of each folder in it are a sequence of their own, as if each were a
 * camera; frames with an index are all of one video or camera.
 *
 * Small pictures are made a few at a time beside each other; rules are asked in the order of the frames.
 */
export class FrameSelection implements FrameSelector {
  readonly #settings: SelectionSettings;
  readonly #clock: Clock;
  readonly #emit: EventListener;
  readonly #order: IndexOrder;
  readonly #reading = new Semaphore(MAX_READING);
  /** The sequence of a frame that came last is the last one. */
  readonly #sequences = new Map<string, FrameSequence>();
  readonly #undecided: Candidate[] = [];
  readonly #timer: NodeJS.Timeout;
  #tail: Promise<void> = Promise.resolve();
  #waitingCount = 0;
  #nextRoom: PromiseWithResolvers<void> | null = null;
  #isEnding = false;
  #isStopped = false;
  #failure: { readonly error: unknown } | null = null;
  readonly #hasWarned = { unreadable: false, overflow: false };
  onFailure: (error: unknown) => void = () => {};

  constructor(settings: SelectionSettings, clock: Clock, emit: EventListener) {
    this.#settings = settings;
    this.#clock = clock;
    this.#emit = emit;
    this.#order = new IndexOrder(settings.firstIndex ?? 0);
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS).unref();
  }

  async add(candidate: Candidate): Promise<void> {
    for (const next of this.#order.add(candidate, this.#clock.nowMs())) this.#judgeLater(next);
    if (this.#isEnding) this.#flushLater(() => true);
    while (this.#waitingCount >= MAX_WAITING && !this.#isStopped)
      await (this.#nextRoom ??= Promise.withResolvers()).promise;
  }

  async end(): Promise<readonly Candidate[]> {
    this.#isEnding = true;
    clearInterval(this.#timer);
    for (const left of this.#order.takeAll()) this.#judgeLater(left);
    this.#then(async () => {
      for (const sequence of this.#sequences.values()) await this.#settle(sequence.end());
    });
    await this.#tail;
    if (this.#failure !== null) throw this.#failure.error;
    for (const sequence of this.#sequences.values()) this.#undecided.push(...sequence.abandon());
    return this.#undecided.splice(0);
  }

  stop(): void {
    this.#isStopped = true;
    clearInterval(this.#timer);
    this.#makeRoom();
  }

  /** What has waited for too long is not waited for any more. */
  #look(): void {
    const nowMs = this.#clock.nowMs();
    for (const late of this.#order.overdue(nowMs)) this.#judgeLater(late);
    const { idleMs } = this.#settings;
    if (idleMs === null) return;
    this.#flushLater(({ isHolding, lastAddedMs }) => isHolding && nowMs - lastAddedMs >= idleMs);
  }

  #flushLater(isDue: (sequence: FrameSequence) => boolean): void {
    for (const sequence of this.#sequences.values())
      if (isDue(sequence)) this.#then(async () => await this.#settle(sequence.flush()));
  }

  #judgeLater(candidate: Candidate): void {
    this.#waitingCount += 1;
    const { frame, kind } = candidate;
    const reading = kind === "unusable" ? null : this.#read(frame);
    this.#then(async () => {
      try {
        const picture = reading === null ? null : await reading;
        await this.#settings.onRead?.(frame);
        await this.#judge(candidate, picture);
      } finally {
        this.#waitingCount -= 1;
        this.#makeRoom();
      }
    });
  }

  async #judge(candidate: Candidate, picture: LumaPicture | null): Promise<void> {
    if (this.#isStopped) return void this.#undecided.push(candidate);
    const seconds = this.#settings.secondsOf(candidate.frame);
    const sequence = await this.#sequenceOf(candidate.frame);
    sequence.lastAddedMs = this.#clock.nowMs();
    await this.#settle(sequence.add(candidate, picture, seconds));
  }

  /** Acts on decisions, in their order. */
  async #settle(decided: readonly DecidedFrame[]): Promise<void> {
    for (const { candidate, decision } of decided)
      if (this.#isStopped) this.#undecided.push(candidate);
      else await candidate.settle(decision);
  }

  async #sequenceOf({ index, relativePath }: Frame): Promise<FrameSequence> {
    const key = index === null ? dirname(relativePath) : "";
    const known = this.#sequences.get(key);
    this.#sequences.delete(key);
    const { rules, bounds } = this.#settings;
    const sequence = known ?? new FrameSequence(rules(), bounds, this.#warnOfOverflow);
    this.#sequences.set(key, sequence);
    if (this.#sequences.size > MAX_SEQUENCES) await this.#endOldest();
    return sequence;
  }

  async #endOldest(): Promise<void> {
    const [oldest] = this.#sequences;
    if (oldest === undefined) return;
    this.#sequences.delete(oldest[0]);
    await this.#settle(oldest[1].end());
  }

  /** `null` for an image that cannot be decoded: whoever it is sent to may be able to. */
  async #read(frame: Frame): Promise<LumaPicture | null> {
    const { crop = null } = this.#settings;
    const picture = await this.#reading.run(async () => await readLuma(frame.path, crop));
    if (!("reason" in picture))
      return frame.crop === undefined ? picture : { ...picture, part: partOf(frame.crop) };
    this.#warnOfUnreadable(frame, picture);
    return null;
  }

  #warnOfUnreadable({ relativePath }: Frame, { reason }: UnreadablePicture): void {
    if (this.#hasWarned.unreadable || this.#isStopped) return;
    this.#hasWarned.unreadable = true;
    const message = `${relativePath} cannot be decoded to see what it shows (${reason}); such frames are sent`;
    this.#emit({ type: "warningRaised", message });
  }

  readonly #warnOfOverflow = (): void => {
    if (this.#hasWarned.overflow) return;
    this.#hasWarned.overflow = true;
    const message =
      "more frames came before a motion than can be held, so that the oldest of them are left out";
    this.#emit({ type: "warningRaised", message });
  };

  /** Adds a step behind all that were added; after a failure nothing is done any more. */
  #then(step: () => Promise<void>): void {
    this.#tail = this.#tail.then(step).catch((error: unknown) => this.#fail(error));
  }

  #fail(error: unknown): void {
    if (this.#failure !== null) return;
    this.#failure = { error };
    this.stop();
    this.onFailure(error);
  }

  #makeRoom(): void {
    this.#nextRoom?.resolve();
    this.#nextRoom = null;
  }
}

/** Of an image that was cut out when it was sliced. */
function partOf(crop: CroppedPart): PicturePart {
  return { ...inParts(crop, crop.frame), orientation: 1 };
}

/** Decoding keeps at most so many cores busy. */
const MAX_READING = 2;
/** Frames that are read ahead while an earlier one is judged, or waits for its queue. */
const MAX_WAITING = 16;
/** Folders whose frames are judged beside each other; the one that was quiet for longest begins anew. */
const MAX_SEQUENCES = 256;
const LOOK_EVERY_MS = 500;
