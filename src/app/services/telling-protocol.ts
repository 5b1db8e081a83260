import type { EventListener } from "../../core/events.ts";
import type { Protocol } from "../../core/protocol.ts";
import { redactedAddress } from "../../core/service-address.ts";

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
      const message = `${redactedAddress(service)}: ${learned}; what it refused is sent again so`;
      if (learned !== null) emit({ type: "serviceFound", protocol: null, message });
      return adaptation;
    },
  };
}
