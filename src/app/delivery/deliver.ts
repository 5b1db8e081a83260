import { type Clock, systemClock } from "../../core/concurrency/clock.ts";
import { FrameferryError } from "../../core/errors.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import type { FrameResult } from "../../core/frame/frame-result.ts";
import { command, option } from "../../core/spelling.ts";
import { type Problem, type RunSummary, toProblem } from "../../core/summary.ts";
import { jobName } from "../../ledger/job-folder.ts";
import type { FailureOptions } from "../../options/failure-options.ts";
import type { ResultsOptions } from "../../options/results-options.ts";
import type { SendOptions } from "../../options/send-options.ts";
import { dispatchFrames } from "../../pipeline/dispatch-frames.ts";
import { previousReason } from "../../pipeline/previous-outcome.ts";
import type { FrameStore } from "../../pipeline/frame-store.ts";
import type { FrameSource } from "../../pipeline/frame-source.ts";
import type { OverflowPolicy } from "../../pipeline/overflow-policy.ts";
import { ResultsFile } from "../../results/results-file.ts";
import { type PreviousFailure, summarize } from "../../results/summarize.ts";
import { RunStats } from "../../results/run-stats.ts";
import type { StopSignals, StopReason } from "../../submitter/submitter.ts";
import { afterFailure } from "../images/after-failure.ts";
import { shownServices, silence } from "../destination.ts";
import type { Job, UntouchedFailures } from "../jobs/job.ts";
import { openServices } from "../services/open-services.ts";
import { makeOwedCopies } from "../images/owed-copies.ts";
import { RememberedLimits } from "../services/remembered-limits.ts";
import { rejectingServices } from "../services/rejecting-services.ts";
import { resultsKeeping } from "./results-keeping.ts";

/** Who follows a run. */
export interface RunObserver {
  readonly emit: EventListener;
  /** Resolves when the observer can take more; a frame keeps its slot until then. */
  readonly ready?: () => Promise<void>;
  /** Gets each line that ffmpeg logs. */
  readonly onFfmpegLine?: (line: string) => void;
}

/** Where the frames of a run come from. */
export interface RunSource extends AsyncDisposable {
  readonly frameSources: readonly FrameSource[];
  /** Ends after so many frames; `null` sets no limit. */
  readonly maxFrames: number | null;
  /** What gives way when frames land faster than they are sent; without it they wait where they are. */
  readonly lag?: OverflowPolicy | null;
  /** Stands in for what the job knows of its frames. @default the job's memory */
  readonly memory?: FrameStore;
  /** Absolute path of the one folder that the images lie in; `null` for several. */
  readonly framesPath: string | null;
  /** What is known at the end. */
  readonly account: () => SourceReport;
  /** Tidies up, once everything is on record. */
  readonly close: () => Promise<void>;
}

export interface SourceReport {
  /** Frames that were sliced; `null` where nothing was. */
  readonly sliced: number | null;
  /** Frames of earlier runs that came from their images beside what was sliced. @default 0 */
  readonly unsliced?: number;
  /** Frames that could not be decoded, or only in part. @default null, where nothing was sliced */
  readonly decodeErrors?: number;
  /** Why the frames are not all that the source holds. */
  readonly problems: readonly Problem[];
  /** The one of them for which nothing could be carried at all. @default null */
  readonly fault?: FrameferryError | null;
  /** What a person should know besides, a sentence each. */
  readonly warnings: readonly string[];
}

/** What a source may use. */
export interface SourceTools {
  readonly clock: Clock;
  readonly emit: EventListener;
  /** The counts so far. */
  readonly stats: RunStats;
  readonly job: Job;
}

/** What is to be delivered. */
export interface Delivery {
  readonly options: SendOptions & FailureOptions & ResultsOptions;
  /** Whether the source has no end of its own, so that its results need a limit. @default false */
  readonly isEndless?: boolean;
  /** Takes the job, or throws `ERR_JOB_OWNED`. */
  readonly openJob: (emit: EventListener) => Promise<Job>;
  /** Opens where the frames come from; called once the job is ours. */
  readonly openSource: (tools: SourceTools) => Promise<RunSource>;
}

/**
 * Delivers all that a source brings, and draws up the account.
 *
 * @throws FrameferryError when nothing could be carried; a source that ends early is told in the summary.
 */
export async function deliver(
  { options, isEndless = false, openJob, openSource }: Delivery,
  observer: RunObserver,
  signals: StopSignals,
): Promise<RunSummary> {
  const clock = systemClock;
  const startedMs = clock.nowMs();
  const stats = new RunStats();
  let limits: RememberedLimits | null = null;
  const emit: EventListener = (event) => {
    stats.listen(event);
    limits?.listen(event);
    observer.emit(event);
  };
  await using job = await openJob(emit);
  const { places } = job;
  await using results = await ResultsFile.open(places.results, {
    ...resultsKeeping(options, isEndless),
    onWarning: (message) => emit({ type: "warningRaised", message }),
  });
  const record = async (result: FrameResult): Promise<void> => {
    await results.record(result);
    if (observer.ready !== undefined) await observer.ready();
  };
  limits = await RememberedLimits.open(places.folder, options, emit);
  const { drain } = signals;
  await using services = await openServices(options, { clock, emit, signal: drain }, limits);
  await using source = await openSource({ clock, emit, stats, job });
  const { frameSources, maxFrames, lag = null, memory: known = job.memory } = source;
  // A frame that is on record is never sent again, and its image may go: its answer must be safe by then.
  const memory: FrameStore = {
    ...known,
    flushNow: () => {
      results.flushNow();
      known.flushNow();
    },
    commit: (frame, result, needsCopy) =>
      results.flushed().then(() => known.commit(frame, result, needsCopy)),
  };
  const failed = afterFailure(options, emit);
  await makeOwedCopies(job, failed, emit);
  try {
    const { branches, mirror } = services;
    const parts = {
      ...{ frameSources, record, failed, maxFrames },
      ...{ routes: branches, store: memory, overflow: lag },
    };
    const stop = await dispatchFrames(parts, emit, signals);
    await mirror?.end(signals.abort);
    await limits?.save();
    const rejecting = await rejectingServices(options, stats, { stop, signal: drain });
    const {
      sliced,
      unsliced = 0,
      decodeErrors = null,
      problems,
      fault,
      warnings,
    } = source.account();
    for (const message of warnings) observer.emit({ type: "warningRaised", message });
    await results.close();
    await job.checkRecord();
    const untouched = await job.untouchedFailures(observer.emit);
    const summary = summarize(stats, {
      job: jobName(places),
      sliced,
      unsliced,
      previousFailures: inWords(untouched),
      decodeErrors,
      previouslyDelivered: job.previouslyDelivered,
      problems: [...problems.map(toProblem), ...problemsOf(stop, options).map(toProblem)],
      services: shownServices(options),
      mirror: mirror?.counts ?? null,
      isAborted: drain.aborted,
      stopped: stop,
      rejecting,
      durationMs: clock.nowMs() - startedMs,
      resultsPath: results.path,
      framesPath: untouched.ofOtherSlicings.length > 0 ? null : source.framesPath,
    });
    if (fault) throw new FrameferryError({ ...toProblem(fault), cause: fault.cause, summary });
    return summary;
  } finally {
    await source.close();
  }
}

function inWords({ own, ofOtherSlicings }: UntouchedFailures): readonly PreviousFailure[] {
  const sliced = `in an earlier run with other slicing options; ${command("resubmit")} sends it again`;
  return [
    ...own.map((frame) => ({ frame: frame.relativePath, reason: previousReason(frame.reason) })),
    ...ofOtherSlicings.map(({ relativePath: frame, reason }) => ({
      frame,
      reason: `${reason ?? "failed"} (${sliced})`,
    })),
  ];
}

/** What keeps a run that stopped by itself from being complete, besides its failures. */
function problemsOf(stop: StopReason | null, options: SendOptions): readonly Problem[] {
  const all = shownServices(options).join(" or ");
  switch (stop?.cause) {
    case "outage":
      return [
        silence(
          options,
          (name) => `${name} did not answer within ${option("maxOutageMs")}: ${stop.reason}`,
        ),
      ];
    case "wrongProtocol":
      return [silence(options, () => `nothing can be sent to ${all}: ${stop.reason}`)];
    default:
      return [];
  }
}
