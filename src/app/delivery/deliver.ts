import { systemClock } from "../../core/concurrency/clock.ts";
import { FrameferryError } from "../../core/errors.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import type { Frame } from "../../core/frame/frame.ts";
import type { FrameResult } from "../../core/frame/frame-result.ts";
import { idempotencyKey } from "../../core/frame/idempotency-key.ts";
import { command } from "../../core/option-spelling.ts";
import { type RunSummary, toProblem } from "../../core/summary.ts";
import { jobName, stateFolderOf } from "../../ledger/job-folder.ts";
import type { EdgeOptions } from "../../options/edge-options.ts";
import type { FailureOptions } from "../../options/failure-options.ts";
import type { ResultsOptions } from "../../options/results-options.ts";
import type { SendOptions } from "../../options/send-options.ts";
import { dispatchFrames, type PipelineParts } from "../../pipeline/dispatch-frames.ts";
import { previousReason } from "../../pipeline/previous-outcome.ts";
import type { FrameStore } from "../../pipeline/frame-store.ts";
import { ResultsFile } from "../../results/results-file.ts";
import { type PreviousFailure, summarize } from "../../results/summarize.ts";
import { gapLineOf } from "../../results/gap-stats.ts";
import { motionLineOf } from "../../results/motion-line.ts";
import { RunStats } from "../../results/run-stats.ts";
import type { StopSignals } from "../../submitter/submitter.ts";
import { afterFailure } from "../images/after-failure.ts";
import { shownServices } from "../destination.ts";
import { checkEdgeOptions } from "../edge/edge-options.ts";
import { openEdge } from "../edge/open-edge.ts";
import type { Job, UntouchedFailures } from "../jobs/job.ts";
import { openServices } from "../services/open-services.ts";
import { makeOwedCopies } from "../images/owed-copies.ts";
import { openQuotas } from "../services/open-quotas.ts";
import { RememberedLimits } from "../services/remembered-limits.ts";
import { ResentFailures } from "../failures/resent-failures.ts";
import { retryingStore } from "../failures/retrying-store.ts";
import { rejectingServices } from "../services/rejecting-services.ts";
import { LeftOutRecord } from "./left-out-record.ts";
import { recordLeft } from "./record-left.ts";
import { recordPending } from "./record-pending.ts";
import { resultsJournal, resultsKeeping } from "./results-keeping.ts";
import type { RunObserver } from "./run-observer.ts";
import type { RunSource, SourceTools } from "./run-source.ts";
import { runView } from "./run-view.ts";
import { stopProblems } from "./stop-problems.ts";

/** Options of a delivery, and how its job and its source are opened. */
export interface Delivery {
  readonly options: SendOptions & EdgeOptions & FailureOptions & ResultsOptions;
  /** True if the source has no end of its own, so that its results need a limit. @default false */
  readonly isEndless?: boolean;
  /** Takes the job, or throws `ERR_JOB_OWNED`. */
  readonly openJob: (emit: EventListener) => Promise<Job>;
  /** Opens where the frames come from; called once the job is ours. */
  readonly openSource: (tools: SourceTools) => Promise<RunSource>;
}

/**
 * Delivers all that a source brings, and draws up the account.
 *
 * @throws FrameferryError when nothing could be carried; the summary reports a source that ends early.
 */
export async function deliver(
  { options, isEndless = false, openJob, openSource }: Delivery,
  observer: RunObserver,
  signals: StopSignals,
): Promise<RunSummary> {
  checkEdgeOptions(options);
  const clock = systemClock;
  const startedMs = clock.nowMs();
  const { stats = new RunStats(), monitor } = observer;
  let limits: RememberedLimits | null = null;
  let openResults: ResultsFile | null = null;
  let leftOut: LeftOutRecord | null = null;
  const emit: EventListener = (event) => {
    stats.listen(event);
    limits?.listen(event);
    leftOut?.listen(event);
    const gap = gapLineOf(event);
    // If it cannot be written, neither can the next result, which tells it.
    if (gap !== null) openResults?.record(gap).catch(() => {});
    const motion = motionLineOf(event);
    if (motion !== null) openResults?.record(motion).catch(() => {});
    observer.emit(event);
  };
  await using job = await openJob(emit);
  const { places } = job;
  leftOut = new LeftOutRecord(isEndless ? job.ledger.leftOutBySlicer() : {});
  if (monitor) job.ledger.onCommitted = (seconds) => monitor.ledgerCommitted(seconds);
  await using results = await ResultsFile.open(places.results, {
    ...resultsKeeping(options, isEndless),
    journal: resultsJournal(options, job),
    onWarning: (message) => emit({ type: "warningRaised", message }),
  });
  openResults = results;
  const record = async (result: FrameResult, { identity }: Frame): Promise<void> => {
    await results.record(result, idempotencyKey(identity));
    if (observer.ready !== undefined) await observer.ready();
  };
  limits = await RememberedLimits.open(places.folder, options, emit);
  const { drain } = signals;
  const state = stateFolderOf(places.folder);
  using quotas = await openQuotas(options, state, { clock, emit });
  const onAcknowledged = monitor && ((seconds: number) => monitor.brokerAcknowledged(seconds));
  await using edge = await openEdge(options, { job, clock, emit, onAcknowledged });
  const { gateFor } = observer;
  const tools = { clock, emit, signal: drain, quotas, edge, gateFor };
  await using services = await openServices(options, tools, limits);
  await using source = await openSource({ clock, emit, stats, job });
  const { frameSources, maxFrames, overflow = null } = source;
  const resent = new ResentFailures(job, { clock, emit });
  const recorded = source.memory ?? job.memory;
  const usual = edge === null ? recorded : edge.acknowledging(recorded);
  const known = monitor === undefined ? usual : retryingStore(usual, resent.has);
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
  const shown = shownServices(options);
  await makeOwedCopies(job, failed, emit);
  try {
    // Ends before the source is closed: what is put on record counts only while the spool is there.
    await using _pending = recordPending(job.ledger, stats, leftOut);
    const { branches, mirror } = services;
    const parts: PipelineParts = {
      ...{ frameSources, record, failed, maxFrames },
      ...{ routes: branches, store: memory, overflow },
      onOpen:
        monitor &&
        ((run) => {
          const facing = { services: shown, quotas, broker: edge?.view ?? null };
          monitor.runOpened(runView(source, facing, run, resent));
        }),
    };
    if (source.left !== undefined) await recordLeft(source.left, { record, store: memory }, emit);
    const stop = await dispatchFrames(parts, emit, signals);
    await mirror?.end(signals.abort);
    await limits?.save();
    const gap = stats.gaps.line(clock.nowMs());
    if (gap !== null) await results.record(gap);
    const asking = { stop, signal: drain, quotaFor: quotas?.of };
    const rejecting = await rejectingServices(options, stats, asking);
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
      unsliced: unsliced + resent.landedCount,
      previousFailures: describeFailures(untouched),
      decodeErrors,
      previouslyDelivered: job.previouslyDelivered,
      problems: [...problems.map(toProblem), ...stopProblems(stop, options).map(toProblem)],
      services: shown,
      mirror: mirror?.counts ?? null,
      isAborted: drain.aborted,
      stopped: stop,
      rejecting,
      isRecorded: source.recordedBytes !== undefined,
      durationMs: clock.nowMs() - startedMs,
      resultsPath: results.path,
      framesPath: untouched.ofOtherSlicings.length > 0 ? null : source.framesPath,
    });
    if (fault) throw new FrameferryError({ ...toProblem(fault), cause: fault.cause, summary });
    return summary;
  } finally {
    monitor?.runClosed();
    await source.close();
  }
}

function describeFailures({ own, ofOtherSlicings }: UntouchedFailures): readonly PreviousFailure[] {
  const sliced = `in an earlier run with other slicing options; ${command("resubmit")} sends it again`;
  return [
    ...own.map((frame) => ({ frame: frame.relativePath, reason: previousReason(frame.reason) })),
    ...ofOtherSlicings.map(({ relativePath: frame, reason }) => ({
      frame,
      reason: `${reason ?? "failed"} (${sliced})`,
    })),
  ];
}
