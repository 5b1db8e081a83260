import type { Problem, RejectingService, RunSummary } from "../../core/summary.ts";

/** What is to be told of services that refused whatever they were sent, where frames are left for that. */
export function rejectionProblems(summary: RunSummary): readonly Problem[] {
  const { failed, pending, rejecting } = summary;
  return failed + pending === 0 ? [] : rejecting.map((service) => problemOf(service, summary));
}

function problemOf({ service, status, remedy }: RejectingService, summary: RunSummary): Problem {
  const { stopped } = summary;
  const hasStopped = stopped?.cause === "sameRejection";
  return {
    code: "ERR_ALL_REJECTED",
    kind: "service",
    message: hasStopped
      ? `${stopped.reason}, so the run stopped without sending the rest`
      : `${service} answered every request with ${status}`,
    remedy,
  };
}

/** How to go on after a stop for the answers of services, a line for each way; none after any other end. */
export function waysOn({ stopped, rejecting }: RunSummary): readonly string[] {
  if (stopped?.cause !== "sameRejection") return [];
  const statuses = [...new Set(rejecting.map(({ status }) => status))].join(",");
  return [
    "once that is fixed  run the same command again; if the fix was in the service, with --retry-failed",
    `if that is intended  --success-on 2xx,${statuses} counts such answers as success, --max-failures 100% goes on`,
  ];
}
