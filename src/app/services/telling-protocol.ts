import type { EventListener } from "../../core/events/run-event.ts";
import type { Protocol } from "../../core/service/protocol.ts";
import { redactedAddress } from "../../core/service/service-address.ts";

/** A protocol that tells what it learns of its service while frames are sent. */
export function tellingProtocol(
  protocol: Protocol,
  service: string,
  emit: EventListener,
): Protocol {
  const { adapt } = protocol;
  if (adapt === undefined) return protocol;
  return {
    ...protocol,
    adapt: (answer, note) => {
      const adaptation = adapt(answer, note);
      const learned = adaptation?.learned ?? null;
      const message = `${redactedAddress(service)}: ${learned}; what it rejected is sent again that way`;
      if (learned !== null) emit({ type: "serviceFound", protocol: null, message });
      return adaptation;
    },
  };
}
