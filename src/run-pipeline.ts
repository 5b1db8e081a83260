import { runVideo } from "./compose/run-video.ts";
import { EventTap } from "./core/event-tap.ts";
import type { PipelineEvent } from "./core/events.ts";
import type { RunSummary } from "./core/summary.ts";
import { type RunOptions, runShape } from "./options/run-options.ts";
import { checkOptions, type Given } from "./options/shape.ts";

/** Options of `runPipeline`: `video` and `to` are needed, all others have defaults. */
export interface PipelineOptions extends Given<Omit<RunOptions, "video" | "to">> {
  /** Path of the video file. */
  readonly video: string;
  /** Address that each frame is posted to. */
  readonly to: string;
  /** Ends the run early: no further frame is taken, and requests in flight are finished. */
  readonly signal?: AbortSignal;
}

/**
 * A run under way: an iterable of its events, and the promise of its summary.
 *
 * Iterating is optional, and is done once. A slow reader slows the run; leaving the loop early ends it.
 */
export interface PipelineRun extends AsyncIterable<PipelineEvent> {
  /** Resolves when the run has ended; rejects with a `FrameferryError` if nothing could be carried. */
  readonly summary: Promise<RunSummary>;
}

/**
 * Slices a video and delivers every frame to an inference service.
 *
 * @throws FrameferryError `ERR_OPTION` at once, for options that do not fit.
 */
export function runPipeline(options: PipelineOptions): PipelineRun {
  const { signal, ...given } = options;
  const checked = checkOptions(runShape, given);
  const leaving = new AbortController();
  const drain = signal === undefined ? leaving.signal : AbortSignal.any([signal, leaving.signal]);
  const tap = new EventTap();
  const summary = runVideo(checked, tap, { drain, abort: new AbortController().signal });
  const ended = summary.then(tap.end, tap.end);
  return {
    summary,
    [Symbol.asyncIterator]: () =>
      follow(tap.open(), summary, async () => {
        leaving.abort();
        await ended;
      }),
  };
}

async function* follow(
  events: AsyncGenerator<PipelineEvent, void, void>,
  summary: Promise<RunSummary>,
  leave: () => Promise<void>,
): AsyncGenerator<PipelineEvent, void, void> {
  try {
    yield* events;
    await summary;
  } finally {
    await leave();
  }
}
