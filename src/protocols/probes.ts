import type { Answer } from "../core/answer.ts";
import type { ReadinessProbe } from "../core/protocol.ts";
import { AWAY_STATUSES, OVERLOAD_STATUSES } from "../core/status-kinds.ts";
import { joinAddress } from "./join-address.ts";
import { excerptOf } from "./one-line.ts";
import { readBody } from "./read-body.ts";

/** Probes a route of a service for its state. @param whyNot judges answers of status 200. */
export function routeProbe(
  route: string,
  whyNot: (value: unknown) => string | null = () => null,
): ReadinessProbe {
  return {
    method: "GET",
    isTelling: true,
    address: (service) => joinAddress(service, route),
    whyNotReady: (answer) =>
      answer.status === 200 ? whyNot(readBody(answer).value) : statusInWords(answer),
  };
}

/** Probe for services without a state route: any answer that is no gateway error means ready. */
export const anyAnswerProbe: ReadinessProbe = {
  method: "HEAD",
  isTelling: false,
  address: (service) => service,
  whyNotReady: (answer) => (isGatewayFault(answer) ? statusInWords(answer) : null),
};

/**
 * True for bad gateway, service unavailable, and gateway timeout: there is no service behind the address
 * yet.
 */
export function isGatewayFault({ status }: Answer): boolean {
  return AWAY_STATUSES.has(status) || (status >= 500 && OVERLOAD_STATUSES.has(status));
}

/** As `routeProbe`, for services of which some lack the route: a missing route means ready. */
export function optionalRouteProbe(route: string): ReadinessProbe {
  const probe = routeProbe(route);
  const isMissing = ({ status }: Answer): boolean => status === 404 || status === 405;
  return {
    ...probe,
    whyNotReady: (answer) => (isMissing(answer) ? null : probe.whyNotReady(answer)),
  };
}

export function statusInWords(answer: Answer): string {
  const said = excerptOf(readBody(answer).text);
  return `it answers ${answer.status}${said === "" ? "" : `: ${said}`}`;
}
