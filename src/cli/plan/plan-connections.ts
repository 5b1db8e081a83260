import { allAddresses } from "../../app/destination.ts";
import { insecureInWords, transportTo } from "../../app/services/service-transport.ts";
import { redactedAddress } from "../../core/service/service-address.ts";
import type { SendOptions } from "../../options/send-options.ts";
import type { Plan } from "./plan.ts";

/**
 * How connections would be made, where that is not the usual way.
 *
 * @throws FrameferryError `ERR_OPTION` for files and proxies that cannot be used.
 */
export function connectionPlan(options: SendOptions): Plan {
  const { caFile, cert, key, insecure } = options;
  const transport = transportTo(allAddresses(options), options, () => {});
  const proxies = allAddresses(options).flatMap((address) => {
    const proxy = transport.proxyFor(new URL(address));
    if (proxy === null) return [];
    return [{ service: redactedAddress(address), proxy: proxy.shown, from: proxy.from }];
  });
  const lines = [
    ...proxies.map(({ service, proxy, from }) => `${service} through the proxy ${proxy} (${from})`),
    ...(caFile === null ? [] : [`also trusts the certificates in ${caFile}`]),
    ...(cert === null ? [] : [`shows the certificate in ${cert} to services that ask for one`]),
    ...(insecure ? [insecureInWords()] : []),
  ];
  return {
    facts: { proxies, caFile, cert, key, insecure },
    lines: lines.map((line, at) => [at === 0 ? "connections" : "", line] as const),
  };
}
