import type { FeedOptions } from "../../brokers/broker.ts";
import type { EventListener } from "../../core/events/run-event.ts";

/** Tells of what keeps messages of a broker from being read, once each time, and of what is no message of ours. */
export function feedListeners(
  emit: EventListener,
): Required<Pick<FeedOptions, "onFault" | "onForeign">> {
  const warn = (message: string): void => emit({ type: "warningRaised", message });
  let isAway = false;
  return {
    onFault: (fault) => {
      if (fault !== null && !isAway) warn(`${fault.reason}; ${fault.remedy}`);
      if (fault === null && isAway) warn("the broker is back");
      isAway = fault !== null;
    },
    onForeign: warn,
  };
}
