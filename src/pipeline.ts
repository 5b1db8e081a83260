import { BoundedQueue } from "./core/bounded-queue.ts";
import type { EventListener } from "./core/events.ts";
import type { Frame, FrameTime } from "./core/frame.ts";
import type { FrameResult } from "./core/result.ts";
import { UnsettledFrames } from "./core/unsettled-frames.ts";
import type { DeliveredImages } from "./delivered/delivered-images.ts";
import type { StopSignals, Submitter } from "./submitter/submitter.ts";
import type { LandedFile, Watcher } from "./watcher/watcher.ts";

/** One place where frames come from. */
export interface Inlet {
  /** The video, folder or list, as the user named it. */
  readonly source: string;
  readonly watcher: Watcher;
  /** Starts whatever writes the frames; settles when it will write no more. */
  readonly write: (drain: AbortSignal) => Promise<unknown>;
  /** Place and time in its video of a file that landed. */
  readonly timeOf: (relativePath: string) => Promise<FrameTime> | FrameTime;
  readonly delivered: DeliveredImages;
}

/** The stages of a run, and what joins them. */
export interface PipelineParts {
  readonly inlets: readonly Inlet[];
  readonly submitter: Submitter;
  /** Puts the final word on a frame on record. */
  readonly record: (result: FrameResult) => Promise<void>;
  /** Ends after so many frames; `null` sets no limit. */
  readonly mostFrames: number | null;
}

/**
 * Carries every frame from where it lands to the results, all stages at once.
 *
 * @throws whatever a stage throws, after the other stages have been stopped.
 */
export async function carryFrames(
  parts: PipelineParts,
  emit: EventListener,
  signals: StopSignals,
): Promise<void> {
  const failure = new AbortController();
  const drain = AbortSignal.any([signals.drain, failure.signal]);
  const abort = AbortSignal.any([signals.abort, failure.signal]);
  const stopAll = (error: unknown): void => failure.abort(error);
  await Promise.all(parts.inlets.map(({ watcher }) => watcher.ready(drain)));
  const queue = new BoundedQueue<Frame>(QUEUE_CAPACITY);
  drain.addEventListener("abort", () => queue.abandon(), { once: true });
  const intake = new Intake(parts, queue, emit, drain);
  const taking = parts.inlets.map((inlet) => intake.takeFrom(inlet).catch(stopAll));
  const filling = Promise.all(taking).then(() => queue.close());
  const settle = async (frame: Frame, result: FrameResult): Promise<void> =>
    await intake.settle(frame, result);
  const submitting = parts.submitter.submit(queue, settle, emit, { drain, abort }).catch(stopAll);
  await Promise.all([filling, submitting]);
  if (failure.signal.aborted) throw failure.signal.reason;
}

/**
 * Frames between watcher and submitter. Few, for a new frame passes none that are queued already;
 * enough to keep a fast service busy while the watcher looks at the next file.
 */
const QUEUE_CAPACITY = 32;

/** Turns landed files into frames, queues those that can be sent, and follows each to its final word. */
class Intake {
  readonly #record: PipelineParts["record"];
  readonly #queue: BoundedQueue<Frame>;
  readonly #emit: EventListener;
  readonly #enough = new AbortController();
  readonly #drain: AbortSignal;
  readonly #origins = new Map<Frame, Origin>();
  #framesLeft: number;

  constructor(
    { mostFrames, record }: PipelineParts,
    queue: BoundedQueue<Frame>,
    emit: EventListener,
    drain: AbortSignal,
  ) {
    this.#record = record;
    this.#queue = queue;
    this.#emit = emit;
    this.#drain = AbortSignal.any([drain, this.#enough.signal]);
    this.#framesLeft = mostFrames ?? Number.POSITIVE_INFINITY;
  }

  /** Takes all that an inlet brings, and once more what has changed before it could be delivered. */
  async takeFrom(inlet: Inlet): Promise<void> {
    const failure = new AbortController();
    const writing = inlet.write(this.#drain);
    writing.catch((error: unknown) => failure.abort(error));
    const stop = AbortSignal.any([this.#drain, failure.signal]);
    const origin = { inlet, unsettled: new UnsettledFrames() };
    do {
      for await (const file of inlet.watcher.files(writing, stop)) {
        if (this.#framesLeft <= 0) break;
        this.#framesLeft -= 1;
        if (this.#framesLeft === 0) this.#enough.abort();
        await this.#take(file, origin);
      }
      await writing;
    } while (await origin.unsettled.haveChanged(stop));
  }

  /** On record first, and only then removed; a file that changed meanwhile is another frame. */
  async settle(frame: Frame, result: FrameResult): Promise<void> {
    const { inlet, unsettled } = this.#originOf(frame);
    const hasChanged = result.outcome === "skipped";
    await this.#record(result);
    if (result.outcome === "delivered") await inlet.delivered.dispose(frame);
    this.#emit({ type: "frameSettled", result });
    if (hasChanged) inlet.watcher.lookAgain(frame.relativePath);
    this.#origins.delete(frame);
    unsettled.settle(hasChanged);
  }

  async #take(file: LandedFile, origin: Origin): Promise<void> {
    const { source, timeOf } = origin.inlet;
    const { defect, ...facts } = file;
    const frame: Frame = { source, ...facts, ...(await timeOf(file.relativePath)) };
    this.#origins.set(frame, origin);
    origin.unsettled.land();
    this.#emit({ type: "frameLanded", frame });
    if (defect === null) await this.#queue.push(frame);
    else await this.settle(frame, defectOf(frame, defect));
  }

  #originOf(frame: Frame): Origin {
    const origin = this.#origins.get(frame);
    if (origin === undefined) throw new Error(`${frame.path} came from nowhere`);
    return origin;
  }
}

/** Where a frame came from. */
interface Origin {
  readonly inlet: Inlet;
  readonly unsettled: UnsettledFrames;
}

/** The final word on a file that must not be sent. */
function defectOf(frame: Frame, reason: NonNullable<LandedFile["defect"]>): FrameResult {
  return {
    source: frame.source,
    frame: frame.relativePath,
    index: frame.index,
    ptsSeconds: frame.ptsSeconds,
    outcome: "failed",
    status: null,
    attempts: 0,
    latencyMs: null,
    response: null,
    reason,
  };
}
