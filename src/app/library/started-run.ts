import type { RunObserver } from "../delivery/run-observer.ts";
import { EventStream } from "../../core/events/event-stream.ts";
import type { RunEvent } from "../../core/events/run-event.ts";
import type { RunSummary } from "../../core/summary.ts";
import type { StopSignals } from "../../submitter/submitter.ts";

/**
 * Work under way: the promise of how it ends, and an iterable of its events.
 *
 * It goes on without a reader and without anybody who waits. The events are read once, from when the
 * loop begins; a slow reader slows the work, and leaving the loop early aborts it. What goes wrong
 * rejects the promise, and a loop throws it, too: a reader of the events need not wait for the promise.
 */
export interface StartedRun<Ending> extends Promise<Ending>, AsyncIterable<RunEvent> {}

/**
 * A run under way: awaiting it gives its summary, iterating it gives its events.
 *
 * Like any promise it cannot be handed out of an `async` function, or of `then`, as what it is: they
 * wait for its summary. Put it into an object there.
 */
export interface Run extends StartedRun<RunSummary> {
  /** The run itself, as the promise of its summary: for code that would rather name it. */
  readonly summary: Promise<RunSummary>;
}

/** A resubmission under way: it resolves to a summary for each job with failed frames, in turn. */
export type ResubmitRun = StartedRun<readonly RunSummary[]>;

/** Does the work of a run: tells its observer, ends early by its signals, and resolves to how it ended. */
export type RunWork<Ending> = (observer: RunObserver, signals: StopSignals) => Promise<Ending>;

/**
 * Starts to carry frames.
 *
 * @param prepare checks the options; what it throws rejects the run.
 */
export function startRun(prepare: () => PreparedRun<RunSummary>): Run {
  const run = startWork(prepare);
  return Object.assign(run, { summary: run });
}

/** Work of checked options, and the signal that ends it. */
export interface PreparedRun<Ending> {
  readonly work: RunWork<Ending>;
  /** Ends the work early, as a reader does that leaves. */
  readonly signal: AbortSignal | undefined;
}

/** The same for work that ends otherwise than in one summary. */
export function startWork<Ending>(prepare: () => PreparedRun<Ending>): StartedRun<Ending> {
  const leaving = new AbortController();
  const tap = new EventStream();
  const ending = begin(prepare, tap, leaving.signal).finally(tap.end);
  const events = (): AsyncGenerator<RunEvent, void, void> =>
    follow(tap, ending, () => leaving.abort());
  return Object.assign(ending, { [Symbol.asyncIterator]: events });
}

async function begin<Ending>(
  prepare: () => PreparedRun<Ending>,
  tap: EventStream,
  leaving: AbortSignal,
): Promise<Ending> {
  const { work, signal } = prepare();
  const drain = signal === undefined ? leaving : AbortSignal.any([signal, leaving]);
  // A reader that holds nothing back would be passed over in silence.
  const observer: Required<Pick<RunObserver, "emit" | "ready">> = tap;
  return await work(observer, { drain, abort: new AbortController().signal });
}

async function* follow(
  tap: EventStream,
  ending: Promise<unknown>,
  leave: () => void,
): AsyncGenerator<RunEvent, void, void> {
  // The loop throws what rejects the promise, which is handled by that.
  ending.catch(() => {});
  try {
    yield* tap.open();
  } finally {
    leave();
    await ending;
  }
}
