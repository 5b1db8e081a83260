import { join } from "node:path";
import { BoundedQueue } from "./core/bounded-queue.ts";
import type { EventListener } from "./core/events.ts";
import type { Frame } from "./core/frame.ts";
import type { FrameResult } from "./core/result.ts";
import type { FramesFolder } from "./slicer/frames-folder.ts";
import type { Slicer, SliceReport } from "./slicer/slicer.ts";
import type { StopSignals, Submitter, SubmitStop } from "./submitter/submitter.ts";
import type { Watcher } from "./watcher/watcher.ts";

/** The four stages of a run, and what joins them. */
export interface PipelineParts {
  /** The video, as the user named it. */
  readonly source: string;
  readonly slicer: Slicer;
  readonly folder: FramesFolder;
  readonly watcher: Watcher;
  readonly submitter: Submitter;
  /** Puts the final word on a frame on record. */
  readonly record: (result: FrameResult) => Promise<void>;
}

/** How a run went: what the slicer reports, and why the submitter stopped by itself, if it did. */
export interface CarryReport extends SliceReport {
  readonly stop: SubmitStop | null;
}

/**
 * Carries every frame of a video from the slicer to the results, all stages at once.
 *
 * @throws whatever a stage throws, after the other stages have been stopped.
 */
export async function carryFrames(
  parts: PipelineParts,
  emit: EventListener,
  signals: StopSignals,
): Promise<CarryReport> {
  const { slicer, folder, watcher, submitter } = parts;
  const failure = new AbortController();
  const stopping = new AbortController();
  const drain = AbortSignal.any([signals.drain, failure.signal, stopping.signal]);
  const abort = AbortSignal.any([signals.abort, failure.signal]);
  const stopAll = (error: unknown): never => {
    failure.abort(error);
    throw error;
  };
  await watcher.ready(drain);
  const queue = new BoundedQueue<Frame>(QUEUE_CAPACITY);
  drain.addEventListener("abort", () => queue.abandon(), { once: true });
  const slicing = slicer.slice(folder.path, emit, drain).catch(stopAll);
  const watching = queueLandedFrames(parts, queue, slicing, emit, drain).catch(stopAll);
  const submitting = submitter
    .submit(queue, (_, result) => settleFrame(parts, result, emit), emit, { drain, abort })
    .then((stop) => {
      if (stop !== null) stopping.abort();
      return stop;
    })
    .catch(stopAll);
  await Promise.allSettled([slicing, watching, submitting]);
  if (failure.signal.aborted) throw failure.signal.reason;
  return { ...(await slicing), stop: await submitting };
}

/** Frames between watcher and submitter: enough to bridge a pause of the watcher, little to remember. */
const QUEUE_CAPACITY = 256;

async function queueLandedFrames(
  { source, slicer, folder, watcher }: PipelineParts,
  queue: BoundedQueue<Frame>,
  slicing: Promise<SliceReport>,
  emit: EventListener,
  drain: AbortSignal,
): Promise<void> {
  try {
    for await (const file of watcher.files(slicing, drain)) {
      const frame: Frame = {
        source,
        path: join(folder.path, file.relativePath),
        ...file,
        ...slicer.timeOf(file.relativePath),
      };
      emit({ type: "frameLanded", frame });
      await queue.push(frame);
    }
  } finally {
    queue.close();
  }
}

/** On record first, and only then removed from the spool. */
async function settleFrame(
  parts: PipelineParts,
  result: FrameResult,
  emit: EventListener,
): Promise<void> {
  await parts.record(result);
  if (result.outcome === "delivered") await parts.folder.frameDelivered(result.frame);
  emit({ type: "frameSettled", result });
}
