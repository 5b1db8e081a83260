import { stateFolder } from "../../app/jobs/job-paths.ts";
import { describeQuota } from "../../app/services/describe-quota.ts";
import { originOf } from "../../core/service/unix-address.ts";
import { recordedDay } from "../../ledger/quota-file.ts";
import { formatCount } from "../../core/text/format-count.ts";
import type { DoctorOptions } from "../../options/doctor-options.ts";
import { dayOf } from "../../submitter/quota/day-allowance.ts";
import { type Finding, ok, warning } from "./finding.ts";

/** Findings about the limits of the requests to a service, with what is left of the day; none without limits. */
export function checkQuota(options: DoctorOptions, address: string): readonly Finding[] {
  const limits = describeQuota(options);
  if (limits === null) return [];
  const origin = originOf(new URL(address));
  const words = `${origin} gets ${limits}, by all runs of this state folder together`;
  if (options.maxPerDay === null) return [ok("limits", words)];
  const record = recordedDay(stateFolder(options.state), origin);
  const count = record !== null && record.day >= dayOf(Date.now()) ? record.count : 0;
  const detail = `${words}; ${formatCount(count, "request is", "requests are")} taken today`;
  if (count < options.maxPerDay) return [ok("limits", detail)];
  return [warning("limits", detail, "a run waits until the next day begins (00:00 UTC)")];
}
