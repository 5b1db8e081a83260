import type { Answer } from "../core/service/answer.ts";
import type { ReadinessProbe } from "../core/service/protocol.ts";
import {
  OUTAGE_STATUSES,
  OVERLOAD_STATUSES,
} from "../core/service/overload-and-outage-statuses.ts";
import { joinAddress } from "./join-address.ts";
import { excerptOf } from "./one-line.ts";
import { readBody } from "./read-body.ts";

/** Probes a route of a service for its state. @param notReadyReason judges answers of status 200. */
export function routeProbe(
  route: string,
  notReadyReason: (value: unknown) => string | null = () => null,
): ReadinessProbe {
  return {
    method: "GET",
    isConclusive: true,
    address: (service) => joinAddress(service, route),
    notReadyReason: (answer) =>
      answer.status === 200 ? notReadyReason(readBody(answer).value) : describeStatus(answer),
  };
}

/** Probe for services without a state route: any answer that is no gateway error means ready. */
export const anyAnswerProbe: ReadinessProbe = {
  method: "HEAD",
  isConclusive: false,
  address: (service) => service,
  notReadyReason: (answer) => (isGatewayFault(answer) ? describeStatus(answer) : null),
};

/**
 * True for bad gateway, service unavailable, and gateway timeout: there is no service behind the address
 * yet.
 */
export function isGatewayFault({ status }: Answer): boolean {
  return OUTAGE_STATUSES.has(status) || (status >= 500 && OVERLOAD_STATUSES.has(status));
}

/** As `routeProbe`, for services of which some lack the route: a missing route means ready. */
export function optionalRouteProbe(route: string): ReadinessProbe {
  const probe = routeProbe(route);
  const isMissing = ({ status }: Answer): boolean => status === 404 || status === 405;
  return {
    ...probe,
    notReadyReason: (answer) => (isMissing(answer) ? null : probe.notReadyReason(answer)),
  };
}

export function describeStatus(answer: Answer): string {
  const excerpt = excerptOf(readBody(answer).text);
  return `it answers ${answer.status}${excerpt === "" ? "" : `: ${excerpt}`}`;
}
