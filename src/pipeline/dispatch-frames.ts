import type { EventListener } from "../core/events/run-event.ts";
import { JoinedSignal } from "../core/concurrency/joined-signal.ts";
import { OpenTasks } from "../core/concurrency/open-tasks.ts";
import type { Frame } from "../core/frame/frame.ts";
import type { StopSignals, StopReason } from "../submitter/submitter.ts";
import { type FrameRoute, Routes } from "./routes.ts";
import type { FrameSource } from "./frame-source.ts";
import { Ingest } from "./ingest.ts";
import type { OverflowPolicy } from "./overflow-policy.ts";
import { ResultCommitter, type ResultCommitterParts } from "./result-committer.ts";

/** Stages of a run and their connections. */
export interface PipelineParts extends ResultCommitterParts {
  readonly frameSources: readonly FrameSource[];
  /** Routes of frames; the last one takes all that the others do not. */
  readonly routes: readonly FrameRoute[];
  /** Maximum number of frames; `null` for no limit. */
  readonly maxFrames: number | null;
  /** Handling of frames that land faster than they are sent; `null` makes their source wait. */
  readonly overflow: OverflowPolicy | null;
  /** Called once, when nothing that lands can be missed any more. @default nothing */
  readonly onOpen?: ((run: OpenRun) => void) | undefined;
}

/** A run whose sources are open. */
export interface OpenRun {
  /** The frame without an outcome that landed first; `null` if there is none. */
  readonly oldest: () => Frame | null;
  /**
   * Takes frames from one more source. Resolves when all of them have their outcome, or the run has ended; `null` if
   * all other sources have come to their end, so that it is too late.
   */
  readonly add: (frameSource: FrameSource) => Promise<void> | null;
}

/**
 * Runs all stages concurrently until every frame has its outcome.
 *
 * @returns the reason why a submitter stopped by itself; `null` if none did.
 * @throws the error of a stage, after the other stages have been stopped.
 */
export async function dispatchFrames(
  parts: PipelineParts,
  emit: EventListener,
  signals: StopSignals,
): Promise<StopReason | null> {
  const failure = new AbortController();
  const stopping = new AbortController();
  using draining = new JoinedSignal(signals.drain, failure.signal, stopping.signal);
  using aborting = new JoinedSignal(signals.abort, failure.signal);
  const [drain, abort] = [draining.signal, aborting.signal];
  const stopAll = (error: unknown): void => failure.abort(error);
  const { lost } = parts.store;
  lost?.addEventListener("abort", () => stopAll(lost.reason), { once: true });
  if (lost?.aborted === true) stopAll(lost.reason);
  await Promise.all(parts.frameSources.map(({ watcher }) => watcher.ready(drain)));
  const { store, maxFrames, overflow } = parts;
  const routes = new Routes(parts.routes, overflow?.maxBacklog ?? null);
  drain.addEventListener("abort", () => routes.abandon(), { once: true });
  const committer = new ResultCommitter(parts, emit, stopAll);
  const ingest = new Ingest({ routes, committer, store, maxFrames, overflow }, emit, {
    drain,
    finish: signals.finish,
  });
  const taking = new OpenTasks();
  const takeFrom = (frameSource: FrameSource): Promise<void> | null =>
    taking.add(() => ingest.ingestFrom(frameSource).catch(stopAll));
  for (const frameSource of parts.frameSources) void takeFrom(frameSource);
  parts.onOpen?.({ oldest: () => committer.oldest, add: takeFrom });
  const filling = taking.ended().then(() => routes.close());
  const submitting = routes.all.map(({ submitter, queue }) =>
    submitter
      .submit(queue, committer.commit, emit, { drain, abort })
      .then((stop) => {
        if (stop !== null) stopping.abort();
        return stop;
      })
      .catch((error: unknown) => {
        stopAll(error);
        return null;
      }),
  );
  const [stops] = await Promise.all([Promise.all(submitting), filling]);
  await committer.end();
  if (!failure.signal.aborted) await committer.dropLeft();
  if (failure.signal.aborted) throw failure.signal.reason;
  return stops.find((stop) => stop !== null) ?? null;
}
