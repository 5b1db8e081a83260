import type { SourceKeeper } from "../../app/site/source-keeper.ts";
import type { SitePaces } from "./site-paces.ts";
import { destinationsOf } from "./site-words.ts";
import { type SourceFacts, sourceFacts } from "./source-facts.ts";

/** A site at work, as `frameferry status` shows it. */
export interface SiteStatus {
  /** Absolute path of its file. */
  readonly file: string;
  readonly pid: number;
  readonly version: string;
  /** When it began, ISO 8601. */
  readonly since: string;
  /** True if it was told to end. */
  readonly ending: boolean;
  readonly sources: readonly SourceFacts[];
  readonly services: readonly ServiceFacts[];
}

/** A service, from all sources that send to it. */
export interface ServiceFacts {
  readonly service: string;
  /** `unasked`: nothing was sent to it yet; `silent`: it has not answered yet. */
  readonly state: "unasked" | "silent" | "answers" | "away";
  readonly sources: readonly string[];
  readonly inFlight: number;
  /** Of the runs under way. */
  readonly requests: number;
  readonly delivered: number;
  readonly failed: number;
}

export function siteStatus(
  { keepers, isEnding }: { readonly keepers: readonly SourceKeeper[]; readonly isEnding: boolean },
  identity: Pick<SiteStatus, "file" | "pid" | "version" | "since">,
  paces: SitePaces,
): SiteStatus {
  const [nowMs, monotonicMs] = [Date.now(), performance.now()];
  return {
    ...identity,
    ending: isEnding,
    sources: keepers.map((keeper) => sourceFacts(keeper, paces.read(keeper, monotonicMs), nowMs)),
    services: servicesOf(keepers),
  };
}

function servicesOf(keepers: readonly SourceKeeper[]): readonly ServiceFacts[] {
  const names = new Set(keepers.flatMap(({ source }) => destinationsOf(source)));
  return [...names].map((service) => serviceFacts(service, keepers));
}

function serviceFacts(service: string, keepers: readonly SourceKeeper[]): ServiceFacts {
  const senders = keepers.filter(({ source }) => destinationsOf(source).includes(service));
  const all = senders.map(({ stats }) => stats.of(service));
  const sum = (key: "inFlight" | "requests" | "delivered" | "failed"): number =>
    all.reduce((total, stats) => total + stats[key], 0);
  const requests = sum("requests");
  const [delivered, failed] = [sum("delivered"), sum("failed")];
  return {
    service,
    state: stateOf(
      all.some((stats) => stats.isAway),
      requests,
      delivered + failed,
    ),
    sources: senders.map(({ source }) => source.name),
    inFlight: sum("inFlight"),
    ...{ requests, delivered, failed },
  };
}

function stateOf(isAway: boolean, requests: number, answered: number): ServiceFacts["state"] {
  if (isAway) return "away";
  if (requests === 0) return "unasked";
  return answered === 0 ? "silent" : "answers";
}
