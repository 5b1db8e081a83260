import type { SiteEntry, SiteNode } from "../../site/site-node.ts";
import { didYouMean } from "../../options/did-you-mean.ts";
import type { FaultList } from "./fault-list.ts";
import type { NamedMap } from "./site-sections.ts";

/** Services that a source names; `null` stands for one that the source describes by itself. */
export type SourceServices = readonly (NamedMap | null)[];

/** Parts of the file that say where the frames of a source go. */
export interface DestinationEntries {
  readonly source: NamedMap;
  readonly defaults: readonly SiteEntry[];
  readonly services: ReadonlyMap<string, NamedMap>;
}

/**
 * Finds the services of a source: those that it names, or else its own `to`, or else those of the defaults.
 *
 * @returns empty after a fault.
 */
export function servicesOfSource(
  { source, defaults, services }: DestinationEntries,
  faults: FaultList,
): SourceServices {
  const path = `sources.${source.entry.key}`;
  const named = entryOf(source.map.entries, "service");
  const hasAddress = entryOf(source.map.entries, "to") !== undefined;
  if (named !== undefined && hasAddress) {
    faults.add(
      named.keyAt,
      `${path}.service`,
      "the source has `to` as well; give it one of the two",
    );
    return [];
  }
  if (hasAddress) return [null];
  const chosen = named ?? entryOf(defaults, "service");
  if (chosen === undefined) {
    if (entryOf(defaults, "to") !== undefined) return [null];
    faults.add(source.entry.keyAt, path, "names no service: add `service: NAME`, or `to: ADDRESS`");
    return [];
  }
  const place = named === undefined ? "defaults.service" : `${path}.service`;
  const names = namesIn(chosen.node);
  if (names === null || names.length === 0) {
    faults.add(chosen.node.at, place, "must be the name of a service, or a list of names");
    return [];
  }
  if (new Set(names).size < names.length)
    faults.add(chosen.node.at, place, "must name each service once");
  return [...new Set(names)].flatMap((name) => {
    const service = services.get(name);
    if (service !== undefined) return [service];
    const meant = didYouMean(name, services.keys());
    faults.add(chosen.node.at, place, `there is no service of this name${meant}`);
    return [];
  });
}

function entryOf(entries: readonly SiteEntry[], key: string): SiteEntry | undefined {
  return entries.find((entry) => entry.key === key);
}

function namesIn(node: SiteNode): readonly string[] | null {
  const items = node.kind === "list" ? node.items : [node];
  const texts = items.map((item) => (item.kind === "value" ? item.text : null));
  const names = texts.filter((text) => text !== null);
  return names.length === texts.length ? names : null;
}
