import { FairGate } from "../../submitter/limit/fair-gate.ts";
import type { RequestGate } from "../../submitter/request-gate.ts";
import type { Site, SiteSource } from "./site.ts";

/** Shares the requests in flight to each service of a site fairly among its sources. */
export class ServiceGates {
  #limits: Site["serviceLimits"];
  /** By the name of the service, and then by the address. */
  readonly #gates = new Map<string, Map<string, FairGate>>();

  constructor({ serviceLimits }: Pick<Site, "serviceLimits">) {
    this.#limits = serviceLimits;
  }

  /** The gate for requests of a source to an address; `null` for a source that names no service. */
  of({ name, service }: SiteSource, { href }: URL): RequestGate | null {
    if (service === null) return null;
    const gates = this.#gates.get(service) ?? new Map<string, FairGate>();
    this.#gates.set(service, gates);
    const gate = gates.get(href) ?? new FairGate(this.#limitOf(service));
    gates.set(href, gate);
    return gate.of(name);
  }

  /** Applies the limits of another site at once, also to sources that go on. */
  replace({ serviceLimits, sources }: Pick<Site, "serviceLimits" | "sources">): void {
    this.#limits = serviceLimits;
    const used = new Set(sources.map(({ service }) => service));
    for (const [service, gates] of this.#gates) {
      if (!used.has(service)) this.#gates.delete(service);
      for (const gate of gates.values()) gate.limit = this.#limitOf(service);
    }
  }

  #limitOf(service: string): number {
    return this.#limits.get(service)?.maxInFlight ?? Infinity;
  }
}
