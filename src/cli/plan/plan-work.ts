import { checkWorkOptions } from "../../app/worker/work-options.ts";
import { formatCount } from "../../core/text/format-count.ts";
import { redactedAddress } from "../../core/service/service-address.ts";
import type { WorkOptions } from "../../options/work-options.ts";
import { joinPlans, monitoringPlan, type Plan } from "./plan.ts";
import { formatMilliseconds, requestPlan } from "./request-plan.ts";

/** Plan of `work`. */
export async function planOfWork(given: WorkOptions): Promise<Plan> {
  const options = { ...given, routes: [], crop: null };
  checkWorkOptions(options);
  const broker = redactedAddress(options.broker);
  const { subject } = options;
  const until = describeEndings(options);
  const taking: Plan = {
    facts: { broker, subject, until },
    lines: [
      ["from", subject === null ? broker : `${broker}, ${subject}`],
      ["until", until],
    ],
  };
  const request = await requestPlan(options, "IMAGE.jpg");
  const answers: Plan = { facts: {}, lines: [["answers", `go back to ${broker}`]] };
  return joinPlans(taking, request, answers, monitoringPlan(options));
}

function describeEndings({ untilIdleMs, maxFrames }: WorkOptions): string {
  const endings = [
    untilIdleMs === null ? null : `no frame has come for ${formatMilliseconds(untilIdleMs)}`,
    maxFrames === null ? null : `${formatCount(maxFrames, "frame was", "frames were")} taken`,
  ].filter((words) => words !== null);
  return endings.length === 0 ? "it is stopped" : endings.join(", or ");
}
