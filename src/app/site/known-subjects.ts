import { redactedAddress } from "../../core/service/service-address.ts";
import type { KnownSubjects } from "../../hooks/memory/alarm-memory.ts";
import { allAddresses } from "../destination.ts";
import type { SiteSource } from "./site.ts";

/** Sources and services that hooks may be told of. */
export function knownSubjects(sources: readonly SiteSource[]): KnownSubjects {
  const addresses = sources.flatMap(({ options }) => allAddresses({ routes: [], ...options }));
  return {
    sources: new Set(sources.map(({ name }) => name)),
    services: new Set(addresses.map(redactedAddress)),
  };
}
