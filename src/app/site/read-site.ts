import { FrameferryError } from "../../core/errors.ts";
import { type MonitoringOptions, monitoringSchema } from "../../options/monitoring-options.ts";
import { checkOptions } from "../../options/options-schema.ts";
import type { InterpolationSources } from "../../site/interpolate.ts";
import { parseSite } from "../../site/parse-site.ts";
import type { SiteFault } from "../../site/site-fault.ts";
import { checkMonitoring } from "../monitoring/check-monitoring.ts";
import { FaultList } from "./fault-list.ts";
import { resolveSource } from "./resolve-source.ts";
import { readMqtt } from "./read-mqtt.ts";
import { readHooks } from "./read-hooks.ts";
import { limitsOfServices } from "./service-limits.ts";
import { refuseSharedPlaces } from "./shared-places.ts";
import type { Site, SiteSource } from "./site.ts";
import { type SiteSections, siteSections } from "./site-sections.ts";
import { layeredValues } from "./source-layers.ts";
import type { SiteVocabulary } from "./vocabulary.ts";

/** A site file, and what counts for more than it. */
export interface SiteInput extends InterpolationSources {
  readonly text: string;
  readonly vocabulary: SiteVocabulary;
  /** Values that flags give, by the option's key; they hold for every source that has the option. */
  readonly flags: Readonly<Record<string, unknown>>;
}

/** What a site file comes to. */
export interface SiteReading {
  /** `null` if anything does not fit. */
  readonly site: Site | null;
  /** All that does not fit, in the order of the file. */
  readonly faults: readonly SiteFault[];
}

/** Reads a site file and checks all of it; nothing is opened, started or asked. */
export async function readSite(input: SiteInput): Promise<SiteReading> {
  const { vocabulary, env, flags } = input;
  const { root, faults: found, secrets } = await parseSite(input.text, input);
  if (root === null) return { site: null, faults: found };
  const faults = new FaultList();
  faults.addAll(found);
  const sections = siteSections(root, vocabulary, faults);
  const monitoring = monitoringOf(sections, input, faults);
  const mqtt = readMqtt(sections.mqtt, faults);
  const users = new Map<string, Set<string>>();
  const onVariable = (variable: string, source: string): void =>
    void users.set(variable, (users.get(variable) ?? new Set()).add(source));
  const tools = { sections, vocabulary, layers: { env, flags }, secrets, faults, onVariable };
  const sources: SiteSource[] = [];
  for (const source of sections.sources) sources.push(...(await resolveSource(source, tools)));
  if (sections.sources.length === 0) faults.add(null, "sources", "names no source");
  const entries = new Map(sections.sources.map(({ entry }) => [entry.key, entry]));
  refuseSharedPlaces(sources, entries, faults);
  const names = [...entries.keys()];
  const hooks = readHooks(sections.hooks, { vocabulary, names, sources, faults });
  checkDefaults(sections, input, faults);
  const serviceLimits = limitsOfServices(sections.services, sources, faults);
  const all = faults.all;
  if (all.length > 0 || monitoring === null || mqtt === null) return { site: null, faults: all };
  const warnings = [
    ...unusedServices(sections, sources),
    ...variablesInWords(users, sources.length),
  ];
  const state = sources.map(({ options }) => options.state).find((one) => one !== null) ?? null;
  const rest = { state, secrets, warnings };
  return { site: { sources, monitoring, hooks, mqtt, serviceLimits, ...rest }, faults: all };
}

function monitoringOf(
  { site }: SiteSections,
  { vocabulary, env, flags }: SiteInput,
  faults: FaultList,
): MonitoringOptions | null {
  const file = [{ path: "", entries: site }];
  const { values, isWhole } = layeredValues(vocabulary.site, { env, flags, file }, faults);
  if (!isWhole) return null;
  try {
    const options = checkOptions(monitoringSchema, values);
    checkMonitoring(options);
    return options;
  } catch (error) {
    if (!(error instanceof FrameferryError)) throw error;
    const { message, remedy = "" } = error;
    faults.add(site[0]?.keyAt ?? null, "", remedy === "" ? message : `${message}; ${remedy}`);
    return null;
  }
}

/** A default that no source takes is checked all the same. */
function checkDefaults(
  { defaults, services }: SiteSections,
  { vocabulary, env }: SiteInput,
  faults: FaultList,
): void {
  const all = Object.values(vocabulary.commands).flat();
  const options = [...new Map(all.map((option) => [option.name, option])).values()];
  const file = [{ path: "defaults.", entries: defaults }];
  layeredValues(options, { env: {}, flags: {}, file }, faults);
  for (const [name, { map }] of services) {
    const own = [{ path: `services.${name}.`, entries: map.entries }];
    layeredValues(vocabulary.services, { env: {}, flags: {}, file: own }, faults);
    const hasAddress =
      map.entries.some(({ key }) => key === "to") || (env["FRAMEFERRY_TO"] ?? "") !== "";
    if (!hasAddress)
      faults.add(
        services.get(name)?.entry.keyAt ?? null,
        `services.${name}`,
        "has no address: add `to: ADDRESS`",
      );
  }
}

function unusedServices(
  { services }: SiteSections,
  sources: readonly SiteSource[],
): readonly string[] {
  const used = new Set(sources.map(({ service }) => service));
  return [...services.keys()]
    .filter((name) => !used.has(name))
    .map((name) => `no source sends to the service ${name}`);
}

function variablesInWords(
  users: ReadonlyMap<string, ReadonlySet<string>>,
  count: number,
): readonly string[] {
  return [...users].map(([variable, { size }]) => {
    const whom = size === count ? "every source" : `${size} of ${count} sources`;
    return `the environment variable ${variable} holds for ${whom}, in place of what the file says`;
  });
}
