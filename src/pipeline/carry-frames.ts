import { BoundedQueue } from "../core/bounded-queue.ts";
import type { EventListener } from "../core/events.ts";
import type { Frame } from "../core/frame.ts";
import type { StopSignals, Submitter, SubmitStop } from "../submitter/submitter.ts";
import type { Inlet } from "./inlet.ts";
import { Intake } from "./intake.ts";
import type { Lag } from "./lag.ts";
import { Settling, type SettlingParts } from "./settling.ts";

/** The stages of a run, and what joins them. */
export interface PipelineParts extends SettlingParts {
  readonly inlets: readonly Inlet[];
  readonly submitter: Submitter;
  /** Ends after so many frames; `null` sets no limit. */
  readonly mostFrames: number | null;
  /** What gives way when frames land faster than they are sent; `null` lets them wait where they are. */
  readonly lag: Lag | null;
}

/**
 * Carries every frame from where it lands to the results, all stages at once.
 *
 * @returns why the submitter stopped by itself; `null` if it did not.
 * @throws whatever a stage throws, after the other stages have been stopped.
 */
export async function carryFrames(
  parts: PipelineParts,
  emit: EventListener,
  signals: StopSignals,
): Promise<SubmitStop | null> {
  const failure = new AbortController();
  const stopping = new AbortController();
  const drain = AbortSignal.any([signals.drain, failure.signal, stopping.signal]);
  const abort = AbortSignal.any([signals.abort, failure.signal]);
  const stopAll = (error: unknown): void => failure.abort(error);
  await Promise.all(parts.inlets.map(({ watcher }) => watcher.ready(drain)));
  const { memory, mostFrames, lag } = parts;
  const queue = new BoundedQueue<Frame>(lag?.mostWaiting ?? QUEUE_CAPACITY);
  drain.addEventListener("abort", () => queue.abandon(), { once: true });
  const settling = new Settling(parts, emit, stopAll);
  const inletCount = parts.inlets.length;
  const intake = new Intake({ queue, settling, memory, inletCount, mostFrames, lag }, emit, drain);
  const taking = parts.inlets.map((inlet) => intake.takeFrom(inlet).catch(stopAll));
  const filling = Promise.all(taking).then(() => queue.close());
  const submitting = parts.submitter
    .submit(queue, settling.settle, emit, { drain, abort })
    .then((stop) => {
      if (stop !== null) stopping.abort();
      return stop;
    })
    .catch((error: unknown) => {
      stopAll(error);
      return null;
    });
  const [stop] = await Promise.all([submitting, filling]);
  await settling.end();
  if (failure.signal.aborted) throw failure.signal.reason;
  return stop;
}

/**
 * Frames between watcher and submitter. Few, for a new frame passes none that are queued already;
 * enough to keep a fast service busy while the watcher looks at the next file.
 */
const QUEUE_CAPACITY = 32;
