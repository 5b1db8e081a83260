import type { RunFollower } from "./compose/deliver.ts";
import { EventTap } from "./core/event-tap.ts";
import type { PipelineEvent } from "./core/events.ts";
import type { RunSummary } from "./core/summary.ts";
import type { StopSignals } from "./submitter/submitter.ts";

/**
 * A run under way: an iterable of its events, and the promise of its summary.
 *
 * Iterating is optional, and is done once. A slow reader slows the run; leaving the loop early ends it.
 */
export interface PipelineRun extends AsyncIterable<PipelineEvent> {
  /** Resolves when the run has ended; rejects with a `FrameferryError` if nothing could be carried. */
  readonly summary: Promise<RunSummary>;
}

/** Starts to carry frames. @param signal ends the run early, as does a reader that leaves. */
export function startRun(
  carry: (follower: RunFollower, signals: StopSignals) => Promise<RunSummary>,
  signal: AbortSignal | undefined,
): PipelineRun {
  const leaving = new AbortController();
  const drain = signal === undefined ? leaving.signal : AbortSignal.any([signal, leaving.signal]);
  const tap = new EventTap();
  const summary = carry(tap, { drain, abort: new AbortController().signal });
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
