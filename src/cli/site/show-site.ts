import { HOOK_OPTIONS } from "../../app/site/hook-vocabulary.ts";
import { MQTT_OPTIONS } from "../../app/site/mqtt-vocabulary.ts";
import type { Site, SiteSource } from "../../app/site/site.ts";
import type { SiteOption, SiteVocabulary } from "../../app/site/vocabulary.ts";
import type { Hook } from "../../hooks/shown-hook.ts";
import { secretRedactor } from "../../protocols/secret-redactor.ts";
import { filesSchema } from "../../options/files-options.ts";
import { hookSchema } from "../../options/hook-options.ts";
import { mqttSchema } from "../../options/mqtt-options.ts";
import { monitoringSchema } from "../../options/monitoring-options.ts";
import { runSchema } from "../../options/run-options.ts";
import { watchSchema } from "../../options/watch-options.ts";
import { workSchema } from "../../options/work-options.ts";
import { writtenValue } from "./written-value.ts";

/**
 * A site as a site file of its own, in which every source has all that holds for it and differs from the default; with
 * `***` for secrets.
 */
export async function shownSite(site: Site, vocabulary: SiteVocabulary): Promise<string> {
  const { stringify } = await import("yaml");
  const sources = site.sources.map(
    (source) => [shownName(source), shownSource(source, vocabulary)] as const,
  );
  const hooks = site.hooks.map((hook) => shownHook(hook, site));
  const ofSite = shownOptions(vocabulary.site, { ...site.monitoring }, monitoringSchema);
  const shown = {
    sources: Object.fromEntries(sources),
    ...(hooks.length > 0 && { on_event: hooks }),
    ...shownOptions(MQTT_OPTIONS, { ...site.mqtt }, mqttSchema),
    ...ofSite,
  };
  const redactor = secretRedactor(site.secrets);
  // Before it is YAML: there `***` by itself would be an alias.
  const hidden = (_: unknown, value: unknown): unknown =>
    typeof value === "string" ? redactor.text(value) : value;
  const text = redactor.text(stringify(shown, hidden, { lineWidth: 0 })).trimEnd();
  return [...limitComments(site), text].join("\n");
}

/** A source has its services in itself here, and what is about several sources finds no place. */
function limitComments({ serviceLimits }: Site): readonly string[] {
  return [...serviceLimits].flatMap(([name, { maxInFlight }]) =>
    maxInFlight === null ? [] : [`# services.${name}.max_in_flight: ${maxInFlight}`],
  );
}

/** Of several services each has a source of its own. */
function shownName({ name }: SiteSource): string {
  return name.replace("/", "-");
}

function shownHook(hook: Hook, { sources }: Site): object {
  const source = hook.source.flatMap((name) =>
    sources.filter((one) => one.name === name || one.source === name).map(shownName),
  );
  return shownOptions(HOOK_OPTIONS, { ...hook, source }, hookSchema);
}

function shownSource({ command, options }: SiteSource, { commands }: SiteVocabulary): object {
  return shownOptions(commands[command], { ...options }, SCHEMAS[command]);
}

type Defaults = Readonly<Record<string, { readonly default?: unknown }>>;

const SCHEMAS: Readonly<Record<SiteSource["command"], Defaults>> = {
  run: { ...runSchema },
  watch: { ...watchSchema },
  send: { ...filesSchema },
  work: { ...workSchema },
};

function shownOptions(
  options: readonly SiteOption[],
  values: Readonly<Record<string, unknown>>,
  schema: object,
): object {
  const defaults = schema as Defaults;
  const shown = options.flatMap(({ key, name }) => {
    const value = values[key];
    const isUsual = JSON.stringify(value) === JSON.stringify(defaults[key]?.default ?? null);
    return value === undefined || isUsual ? [] : [[name, writtenValue(key, value)] as const];
  });
  return Object.fromEntries(shown);
}
