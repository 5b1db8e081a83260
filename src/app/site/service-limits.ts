import { isBrokerAddress } from "../../core/service/broker-address.ts";
import { checkOptions } from "../../options/options-schema.ts";
import { type ServiceLimits, serviceLimitsSchema } from "../../options/service-limits.ts";
import type { SiteMap } from "../../site/site-node.ts";
import type { FaultList } from "./fault-list.ts";
import type { SiteSource } from "./site.ts";
import { layeredValues } from "./source-layers.ts";
import type { SiteOption } from "./vocabulary.ts";

/** Options of a service that are about all of its sources together, as a site file names them. */
export const SERVICE_LIMITS: readonly SiteOption[] = [
  {
    ...{ name: "max_in_flight", key: "maxInFlight", check: serviceLimitsSchema.maxInFlight.check },
    ...{ isSwitch: false, canBeOff: false, isList: false, isArgument: true },
    help: "requests in flight at once to each address of the service, of all its sources together",
  },
];

/** The limits of each service, by its name. */
export function limitsOfServices(
  services: ReadonlyMap<string, { readonly map: SiteMap }>,
  sources: readonly SiteSource[],
  faults: FaultList,
): ReadonlyMap<string, ServiceLimits> {
  const all = new Map<string, ServiceLimits>();
  for (const [name, { map }] of services) {
    const entries = map.entries.filter(({ key }) => SERVICE_LIMITS.some((one) => one.name === key));
    const file = [{ path: `services.${name}.`, entries }];
    const { values, isWhole } = layeredValues(SERVICE_LIMITS, { env: {}, flags: {}, file }, faults);
    const [entry] = entries;
    if (!isWhole || entry === undefined) continue;
    if (sources.some((source) => source.service === name && sendsToBroker(source)))
      faults.add(
        entry.keyAt,
        `services.${name}.${entry.key}`,
        "limits requests over HTTP, and a broker takes frames in its own way",
      );
    all.set(name, checkOptions(serviceLimitsSchema, values));
  }
  return all;
}

function sendsToBroker({ options }: SiteSource): boolean {
  return options.to.some(({ address }) => isBrokerAddress(address));
}
