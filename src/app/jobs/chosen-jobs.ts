import { FrameferryError } from "../../core/errors.ts";
import type { ResubmitOptions } from "../../options/resubmit-options.ts";
import { destinationName } from "../destination.ts";
import type { RecordedJob } from "./recorded-jobs.ts";

/**
 * Those of the service that is named, if any of them are; else all.
 *
 * @throws FrameferryError `ERR_JOB_UNKNOWN` when none has the name that was given to a service.
 */
export function chosenJobs(
  jobs: readonly RecordedJob[],
  { to, routes, serviceName }: Pick<ResubmitOptions, "to" | "routes" | "serviceName">,
): readonly RecordedJob[] {
  const service = serviceName ?? (to === null ? null : destinationName({ to, routes }));
  const own = jobs.filter(({ job }) => job.service === service);
  if (own.length > 0) return own;
  if (serviceName === null) return jobs;
  throw new FrameferryError({
    code: "ERR_JOB_UNKNOWN",
    kind: "source",
    message: `no job of these sources has a service named ${serviceName}`,
    remedy: `the ledger knows: ${[...new Set(jobs.map(({ job }) => job.service))].join(", ")}`,
  });
}
