import { toThousandths } from "../core/text/format-number.ts";
import { formatCount } from "../core/text/format-count.ts";
import type {
  FailureGroup,
  MirrorCounts,
  Problem,
  RejectingService,
  RunStop,
  RunSummary,
} from "../core/summary.ts";
import { FailureGroups } from "./failure-groups.ts";
import type { RunStats } from "./run-stats.ts";

/** Facts of a run besides its counts. */
export interface RunFacts {
  /** Name of the job. */
  readonly job: string;
  /** Frames written, as reported by ffmpeg; `null` if nothing was sliced. */
  readonly sliced: number | null;
  /** Frames that landed in addition, from images of earlier runs. */
  readonly unsliced: number;
  /** Failures of earlier runs that still stand and were not seen in this run. */
  readonly previousFailures: readonly PreviousFailure[];
  /** Frames of the video that could not be decoded, or only in part; `null` if nothing was sliced. */
  readonly decodeErrors: number | null;
  /** Frames without an outcome here, because a worker could not bring their results back. @default 0 */
  readonly unreturned?: number;
  /** Frames delivered by earlier runs of the same job. */
  readonly previouslyDelivered: number;
  /** Reasons why the frames are not all of the source; empty if they are. */
  readonly problems: readonly Problem[];
  /** True if it was asked to end early. */
  readonly isAborted: boolean;
  /** Reason why it ended before its frames did; `null` if it did not. */
  readonly stopped: RunStop | null;
  readonly rejecting: readonly RejectingService[];
  readonly durationMs: number;
  /** Addresses of the services, without secrets. */
  readonly services: readonly string[];
  readonly mirror: MirrorCounts | null;
  /** True if a camera is recorded. */
  readonly isRecorded: boolean;
  /** Absolute path of the results file. */
  readonly resultsPath: string;
  /** Absolute path of the only folder of images; `null` if there are several. */
  readonly framesPath: string | null;
}

/** A frame that failed in an earlier run. */
export interface PreviousFailure {
  /** Path below its frames folder. */
  readonly frame: string;
  readonly reason: string;
}

/** Creates the summary of a run, and checks its balance: every frame must be counted once. */
export function summarize(stats: RunStats, facts: RunFacts): RunSummary {
  const { landed, outcomes, backlog: pending } = stats;
  const { previousFailures } = facts;
  const isCutShort = facts.isAborted || facts.stopped !== null;
  const problems = [...facts.problems];
  // What ffmpeg announced last on a full disk was never written whole.
  const isDiskFull = problems.some(({ code }) => code === "ERR_DISK_FULL");
  const sliced = isDiskFull ? null : facts.sliced;
  if (!isCutShort) problems.push(...imbalances(stats, { ...facts, sliced }));
  const durationMs = Math.round(facts.durationMs);
  const gaps = stats.gaps.counts(performance.now());
  return {
    job: facts.job,
    landed,
    ...outcomes,
    skippedBy: stats.skippedBy,
    pending,
    stopped: facts.stopped,
    aborted: facts.isAborted,
    rejecting: facts.rejecting,
    sliced: facts.sliced,
    decodeErrors: facts.decodeErrors,
    slicePauses: stats.pauses,
    previouslyDelivered: facts.previouslyDelivered,
    previouslyFailed: previousFailures.length,
    missedEvents: stats.missedEvents,
    complete: problems.length + previousFailures.length + gaps.count === 0 && !isCutShort,
    problems,
    serviceResponded: stats.isAnswered,
    durationMs,
    framesPerSecond: toThousandths((outcomes.delivered * 1000) / Math.max(facts.durationMs, 1)),
    latencyMs: stats.latencyMs,
    captureToAnswerMs: stats.captureToAnswerMs,
    gaps,
    motions: stats.motions,
    recording: facts.isRecorded ? stats.recording.counts(performance.now()) : null,
    services: facts.services.map((service) => stats.of(service).counts),
    mirror: facts.mirror,
    results: facts.resultsPath,
    failures: failuresOf(stats, previousFailures),
    failedImages: outcomes.failed + previousFailures.length > 0 ? facts.framesPath : null,
  };
}

function failuresOf(
  stats: RunStats,
  previousFailures: readonly PreviousFailure[],
): readonly FailureGroup[] {
  const previous = new FailureGroups();
  for (const { reason, frame } of previousFailures) previous.add(reason, frame);
  return [...stats.failures.list(), ...previous.list()]
    .toSorted((one, other) => other.count - one.count)
    .slice(0, MAX_GROUPS);
}

const MAX_GROUPS = 20;

function imbalances(
  { landed, leftOutBySlicer, backlog: pending }: RunStats,
  { sliced, unsliced, unreturned = 0 }: Pick<RunFacts, "sliced" | "unsliced" | "unreturned">,
): Problem[] {
  const fromSlice = landed - unsliced - leftOutBySlicer;
  const messages: string[] = [];
  if (pending !== unreturned) {
    messages.push(
      `the counts do not agree: ${formatCount(landed, "frame")} landed, of which ${formatCount(pending, "is", "are")} neither delivered, failed, skipped nor dropped`,
    );
  }
  if (sliced !== null && fromSlice !== sliced) {
    messages.push(
      `the counts do not agree: ffmpeg wrote ${formatCount(sliced, "frame")}, and ${fromSlice} landed`,
    );
  }
  return messages.map((message) => ({ code: "ERR_COUNTS_DISAGREE", kind: "source", message }));
}
