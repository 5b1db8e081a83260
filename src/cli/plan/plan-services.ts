import { redactedAddress } from "../../core/service/service-address.ts";
import type { SendOptions } from "../../options/send-options.ts";
import type { ServiceTarget } from "../../options/service-targets.ts";
import { joinAddress } from "../../protocols/join-address.ts";
import type { Plan } from "./plan.ts";

export interface RequestTargets extends Plan {
  /** Of the requests. */
  readonly addresses: readonly string[];
}

/** Addresses that requests would go to. @param routeAt route of the protocol below an address. */
export function requestTargets(
  { to, routes, mirror, protocol }: SendOptions,
  routeAt: (address: string) => string,
): RequestTargets {
  const isAsked = protocol === "auto";
  const address = (target: { readonly address: string }): string =>
    redactedAddress(
      isAsked ? target.address : joinAddress(target.address, routeAt(target.address)),
    );
  const words = (target: ServiceTarget): string => {
    const weight = target.weight === 1 ? "" : `, weight ${target.weight}`;
    const post = isAsked ? `${address(target)}, which is asked first` : `POST ${address(target)}`;
    return post + weight;
  };
  const copies = mirror === null ? [] : [{ address: mirror, weight: 1 }];
  return {
    addresses: to.map(address),
    facts: {
      service: redactedAddress(to[0]?.address ?? ""),
      ...(to.length > 1 ? { services: to.map(shownTarget) } : {}),
      ...(routes.length > 0
        ? { routes: routes.map((route) => ({ ...route, to: route.to.map(shownTarget) })) }
        : {}),
      ...(mirror === null ? {} : { mirror: redactedAddress(mirror) }),
    },
    lines: [
      ...to.map((target, at) => [at === 0 ? "request" : "", words(target)] as const),
      ...routes.flatMap((route) =>
        route.to.map((target) => ["", `${words(target)}, for ${route.pattern}`] as const),
      ),
      ...copies.map((target) => ["", `${words(target)}, for a copy`] as const),
    ],
  };
}

function shownTarget({ address, weight }: ServiceTarget): ServiceTarget {
  return { address: redactedAddress(address), weight };
}
