import { didYouMean } from "../../options/did-you-mean.ts";
import type { SiteEntry, SiteMap } from "../../site/site-node.ts";
import type { FaultList } from "./fault-list.ts";
import { MQTT_OPTIONS } from "./mqtt-vocabulary.ts";
import { SERVICE_LIMITS } from "./service-limits.ts";
import { SITE_COMMANDS, type SiteOption, type SiteVocabulary } from "./vocabulary.ts";
import { unknownName } from "./unknown-name.ts";

/** A map with a name: a source, or a service. */
export interface NamedMap {
  readonly entry: SiteEntry;
  readonly map: SiteMap;
}

/** Parts of a site file, each by its names. */
export interface SiteSections {
  readonly defaults: readonly SiteEntry[];
  readonly services: ReadonlyMap<string, NamedMap>;
  readonly sources: readonly NamedMap[];
  /** Options of the site itself. */
  readonly site: readonly SiteEntry[];
  /** Options about MQTT. */
  readonly mqtt: readonly SiteEntry[];
  /** The hooks; `undefined` where there are none. */
  readonly hooks: SiteEntry | undefined;
}

/** Finds the parts of a site file, and says which names are none of theirs. */
export function siteSections(
  root: SiteMap,
  vocabulary: SiteVocabulary,
  faults: FaultList,
): SiteSections {
  const known = [...SECTIONS, ...[...vocabulary.site, ...MQTT_OPTIONS].map(({ name }) => name)];
  for (const { key, keyAt } of root.entries)
    if (!known.includes(key))
      faults.add(keyAt, key, `there is no such part of a site${didYouMean(key, known)}`);
  const of = (name: string): SiteEntry | undefined => root.entries.find(({ key }) => key === name);
  const defaults = entriesOf(of("defaults"), faults);
  const all = SITE_COMMANDS.flatMap((command) => vocabulary.commands[command]);
  refuseUnknown(
    defaults,
    { path: "defaults", options: all, others: ["service"] },
    { vocabulary, faults },
  );
  const services = namedMaps(of("services"), faults);
  const options = [...vocabulary.services, ...SERVICE_LIMITS];
  for (const { entry, map } of services)
    refuseUnknown(
      map.entries,
      { path: `services.${entry.key}`, options, others: [] },
      { vocabulary, faults },
    );
  const sources = namedMaps(of("sources"), faults);
  if (of("sources") === undefined)
    faults.add(null, "sources", "must be given: the sources of frames, by name");
  return {
    defaults,
    services: new Map(services.map((service) => [service.entry.key, service])),
    sources,
    mqtt: root.entries.filter(({ key }) => MQTT_OPTIONS.some(({ name }) => name === key)),
    hooks: of("on_event"),
    site: root.entries.filter(({ key }) => vocabulary.site.some(({ name }) => name === key)),
  };
}

const SECTIONS = ["defaults", "services", "sources", "on_event"];

/** Names of a part of a file, and where it is. */
interface Allowed {
  readonly path: string;
  readonly options: readonly SiteOption[];
  /** Further names that may stand there. */
  readonly others: readonly string[];
}

export function refuseUnknown(
  entries: readonly SiteEntry[],
  { path, options, others }: Allowed,
  { vocabulary, faults }: { readonly vocabulary: SiteVocabulary; readonly faults: FaultList },
): void {
  for (const { key, keyAt } of entries)
    if (!others.includes(key) && !options.some(({ name }) => name === key))
      faults.add(keyAt, `${path}.${key}`, unknownName(key, options, { vocabulary, others }));
}

function entriesOf(section: SiteEntry | undefined, faults: FaultList): readonly SiteEntry[] {
  if (section === undefined) return [];
  const { key, node } = section;
  if (node.kind === "map") return node.entries;
  faults.add(node.at, key, "must be names with values below it");
  return [];
}

/** A name is typed after `pause`, and is a label of metrics. */
const NAME = /^[\p{L}\d][\p{L}\d_.-]{0,63}$/u;

function namedMaps(section: SiteEntry | undefined, faults: FaultList): readonly NamedMap[] {
  return entriesOf(section, faults).flatMap((entry) => {
    const { key, keyAt, node } = entry;
    const path = `${section?.key ?? ""}.${key}`;
    if (!NAME.test(key))
      faults.add(keyAt, path, "a name is up to 64 letters, digits, and - _ . within them");
    if (node.kind === "map") return [{ entry, map: node }];
    faults.add(node.at, path, "must be options with their values");
    return [];
  });
}
