import { stateFolder } from "./app/jobs/job-paths.ts";
import { planResubmissions, resubmitFrames as carryAgain } from "./app/sources/resubmit-frames.ts";
import type { RunSummary } from "./core/summary.ts";
import { type ResubmitOptions, resubmitShape } from "./options/resubmit-options.ts";
import type { DestinationInput } from "./options/service-targets.ts";
import { checkOptions, type OptionsInput } from "./options/options-schema.ts";
import { type SignalOption, signalShape } from "./options/signal-option.ts";
import { type RunWork, type StartedRun, startWork } from "./started-run.ts";

/** Options of `resubmitFrames`: `sources` is needed, all others have defaults. */
export interface ResubmitFramesOptions
  extends
    OptionsInput<Omit<ResubmitOptions, "sources" | "to" | "routes">>,
    Pick<DestinationInput, "routes">,
    SignalOption {
  /** Videos, folders or listed paths that were sent, or names of jobs. */
  readonly sources: readonly string[];
  /** Where the frames go; `null` means the services of their job. @default null */
  readonly to?: DestinationInput["to"] | null;
}

/** A resubmission under way: it resolves to a summary for each job with failed frames, in turn. */
export type ResubmitRun = StartedRun<readonly RunSummary[]>;

/**
 * Sends frames again that have failed, as `frameferry resubmit` does: one job after the other, each with
 * its own summary; none where nothing has failed. After an abort no further job is begun.
 *
 * Never throws. The run rejects with a `FrameferryError`: `ERR_OPTION` for options that do not fit and
 * `ERR_JOB_UNKNOWN` for a source without a job, before anything is done; and another code when a job
 * could not be carried, such as `ERR_JOB_OWNED`. What earlier jobs delivered is on record then.
 */
export function resubmitFrames(options: ResubmitFramesOptions): ResubmitRun {
  return startWork(() => {
    const { signal, ...checked } = checkOptions({ ...resubmitShape, ...signalShape }, options);
    return { signal, work: async (...run) => await resubmitAll(checked, ...run) };
  });
}

async function resubmitAll(
  options: ResubmitOptions,
  ...[follower, signals]: Parameters<RunWork<never>>
): Promise<readonly RunSummary[]> {
  const summaries: RunSummary[] = [];
  for (const resubmission of await planResubmissions(options, stateFolder(options.state))) {
    // The first one is begun in any case, so that a summary says that it was aborted.
    if (signals.drain.aborted && summaries.length > 0) break;
    summaries.push(await carryAgain(resubmission, follower, signals));
  }
  return summaries;
}
