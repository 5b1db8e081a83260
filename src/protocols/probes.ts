import type { Answer } from "../core/answer.ts";
import type { ReadinessProbe } from "../core/protocol.ts";
import { AWAY_STATUSES, OVERLOAD_STATUSES } from "../core/status-kinds.ts";
import { joinAddress } from "./join-address.ts";
import { excerptOf } from "./one-line.ts";
import { readBody } from "./read-body.ts";

/** Asks a route of a service for its state. @param whyNot judges answers of status 200. */
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

/** For services without such a route: they are ready when they answer at all, if not as a gateway. */
export const anyAnswerProbe: ReadinessProbe = {
  method: "HEAD",
  isTelling: false,
  address: (service) => service,
  whyNotReady: (answer) => (isGatewayFault(answer) ? statusInWords(answer) : null),
};

/** Bad gateway, service unavailable, gateway timeout: nothing stands behind the address yet. */
export function isGatewayFault({ status }: Answer): boolean {
  return AWAY_STATUSES.has(status) || (status >= 500 && OVERLOAD_STATUSES.has(status));
}

/** As `routeProbe`, for services of which some have no such route: those are ready when they say so. */
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
