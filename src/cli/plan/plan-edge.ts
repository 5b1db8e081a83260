import { hostname } from "node:os";
import {
  brokerOf,
  checkEdgeOptions,
  type EdgeDelivery,
  windowOf,
} from "../../app/edge/edge-options.ts";
import { redactedAddress } from "../../core/service/service-address.ts";
import type { Plan } from "./plan.ts";
import { formatMilliseconds, requestPlan } from "./request-plan.ts";

/** How each frame would get to its service. @param fileName as the service would see it. */
export async function sendingPlan(options: EdgeDelivery, fileName: string): Promise<Plan> {
  checkEdgeOptions(options);
  const address = brokerOf(options);
  return address === null
    ? await requestPlan(options, fileName)
    : edgePlan(redactedAddress(address), options);
}

function edgePlan(broker: string, options: EdgeDelivery): Plan {
  const { resultTimeoutMs, fireAndForget } = options;
  const site = options.site ?? hostname();
  const window = windowOf(options);
  const answers = fireAndForget
    ? "none come back: a frame counts as delivered when the broker has it"
    : `by workers; a frame without one is handed over again after ${formatMilliseconds(resultTimeoutMs)}`;
  return {
    facts: { broker, site, window, resultTimeoutMs, fireAndForget },
    lines: [
      ["broker", `${broker}, as ${site}`],
      ["in flight", `at most ${window} that are not answered`],
      ["answers", answers],
    ],
  };
}
