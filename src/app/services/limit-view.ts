import type { LimitView } from "../../core/events/run-view.ts";
import { FrameferryError } from "../../core/errors.ts";
import type { QuotaOptions } from "../../options/quota-options.ts";
import type { ServiceQuota } from "../../submitter/quota/service-quota.ts";
import { describePause } from "./describe-quota.ts";

/** What the limits leave of one service now. @param service its scheme, host and port, or its socket. */
export function limitView(service: string, quota: ServiceQuota, options: QuotaOptions): LimitView {
  const { hold } = quota;
  return {
    service,
    set: LIMITS.filter((limit) => options[limit] !== null),
    hold:
      hold === null
        ? null
        : {
            ...{ limit: hold.option, untilMs: hold.untilMs },
            reason: describePause(hold.option, options, hold.untilMs),
          },
    leftOfDay: leftOfDay(quota),
  };
}

/** A record that cannot be read is told by the next request, which must not go out without it. */
function leftOfDay(quota: ServiceQuota): number | null {
  try {
    return quota.leftOfDay;
  } catch (error) {
    if (error instanceof FrameferryError) return null;
    throw error;
  }
}

const LIMITS = ["maxRate", "maxBandwidthBytes", "maxPerDay"] as const;
