import { recordableAddress, redactedAddress } from "../core/service/service-address.ts";
import { byReader, option } from "../core/option-spelling.ts";
import type { Problem } from "../core/summary.ts";
import type { SendOptions } from "../options/send-options.ts";
import { textOfTargets } from "../options/service-targets.ts";

/** Destination of frames: the services of all, and the routes that some have to themselves. */
export type Destination = Pick<SendOptions, "to" | "routes">;

/** The addresses of all services that get frames, or copies of them. */
export function allAddresses({
  to,
  routes,
  mirror,
}: Pick<SendOptions, "to" | "routes" | "mirror">): readonly string[] {
  const targets = [...to, ...routes.flatMap((route) => route.to)];
  return [...targets.map(({ address }) => address), ...(mirror === null ? [] : [mirror])];
}

/** The addresses of all services that frames may go to, as they may be shown: each once, as they were named. */
export function shownServices({ to, routes }: Destination): readonly string[] {
  const targets = [...to, ...routes.flatMap((route) => route.to)];
  return [...new Set(targets.map(({ address }) => redactedAddress(address)))];
}

/**
 * The name of a destination, by which a later run finds its job again: whatever the order and the
 * weights of the services, and whichever frames have their own.
 */
export function destinationName(destination: Destination): string {
  return shownServices(destination).toSorted().join(", ");
}

/** A destination as it may be put on record, to be sent to again; `null` if it holds secrets, or routes. */
export function recordableDestination({ to, routes }: Destination): string | null {
  const recordable = to.flatMap(({ address, weight }) => {
    const known = recordableAddress(address);
    return known === null ? [] : [{ address: known, weight }];
  });
  return recordable.length === to.length && routes.length === 0 ? textOfTargets(recordable) : null;
}

/** Problem of a destination of which no service answered. @param what came of that, in words. */
export function silence(destination: Destination, what: (subject: string) => string): Problem {
  const services = shownServices(destination);
  const [first = "", ...others] = services;
  const subject = others.length === 0 ? first : `none of ${services.join(", ")}`;
  const asked = services.map((service) => option("to", service)).join(" ");
  return {
    code: "ERR_SERVICE_SILENT",
    kind: "service",
    message: what(subject),
    remedy: byReader({
      commandLine: `check that the service runs: frameferry doctor ${asked}`,
      library: "check that the service runs, and its address",
    }),
  };
}
