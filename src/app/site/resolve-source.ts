import { FrameferryError } from "../../core/errors.ts";
import { checkOptions, type OptionsSchema } from "../../options/options-schema.ts";
import { filesSchema } from "../../options/files-options.ts";
import { runSchema } from "../../options/run-options.ts";
import { watchSchema } from "../../options/watch-options.ts";
import { workSchema } from "../../options/work-options.ts";
import { secretRedactor } from "../../protocols/secret-redactor.ts";
import type { SiteEntry } from "../../site/site-node.ts";
import { faultsOfSource } from "./check-source.ts";
import type { FaultList } from "./fault-list.ts";
import type { SiteSource } from "./site.ts";
import type { NamedMap, SiteSections } from "./site-sections.ts";
import { refuseUnknown } from "./site-sections.ts";
import { type Layers, layeredValues } from "./source-layers.ts";
import { servicesOfSource } from "./source-services.ts";
import { refuseSharing } from "./several-services.ts";
import { SITE_COMMANDS, type SiteCommand, type SiteVocabulary } from "./vocabulary.ts";

/** What a source is made of besides its own part of the file. */
export interface SourceTools {
  readonly sections: SiteSections;
  readonly vocabulary: SiteVocabulary;
  readonly layers: Pick<Layers, "flags" | "env">;
  readonly secrets: readonly string[];
  readonly faults: FaultList;
  /** Called for each variable of the environment that holds in place of what the file says of a source. */
  readonly onVariable: (variable: string, source: string) => void;
}

/** A source once for each of its services; none after a fault. */
export async function resolveSource(
  source: NamedMap,
  tools: SourceTools,
): Promise<readonly SiteSource[]> {
  const { vocabulary, faults, sections } = tools;
  const path = `sources.${source.entry.key}`;
  const command = commandOf(source, faults);
  if (command === null) return [];
  const options = vocabulary.commands[command];
  refuseUnknown(source.map.entries, { path, options, others: ["service"] }, { vocabulary, faults });
  const services = servicesOfSource({ source, ...sections }, faults);
  const all: SiteSource[] = [];
  for (const service of services) {
    const name =
      service === null || services.length === 1
        ? source.entry.key
        : `${source.entry.key}/${service.entry.key}`;
    const resolved = await sourceTo(source, service, { ...tools, command, name });
    if (resolved !== null) all.push(resolved);
  }
  if (services.length > 1) refuseSharing(all, source.entry, faults);
  return all;
}

/** The one word of a source that says what it is. */
function commandOf({ entry, map }: NamedMap, faults: FaultList): SiteCommand | null {
  const found = SITE_COMMANDS.filter((command) => map.entries.some(({ key }) => key === command));
  const [command, ...others] = found;
  const path = `sources.${entry.key}`;
  if (command === undefined) {
    faults.add(
      entry.keyAt,
      path,
      "says not where its frames come from: add run, watch, send or work",
    );
    return null;
  }
  if (others.length === 0) return command;
  faults.add(entry.keyAt, path, `is ${found.join(" and ")} at once; make a source of each`);
  return null;
}

interface NamedTools extends SourceTools {
  readonly command: SiteCommand;
  readonly name: string;
}

async function sourceTo(
  source: NamedMap,
  service: NamedMap | null,
  { command, name, ...tools }: NamedTools,
): Promise<SiteSource | null> {
  const { sections, vocabulary, layers, faults } = tools;
  const options = vocabulary.commands[command];
  const path = `sources.${source.entry.key}`;
  if (service !== null) refuseForeign(service, { command, path }, tools);
  const ofService =
    service === null
      ? []
      : [{ path: `services.${service.entry.key}.`, entries: service.map.entries }];
  const file = [
    { path: `${path}.`, entries: source.map.entries },
    ...ofService,
    { path: "defaults.", entries: withoutAddress(sections.defaults, service) },
  ];
  const { values, variables, isWhole } = layeredValues(options, { ...layers, file }, faults);
  for (const variable of variables) tools.onVariable(variable, name);
  const standardInput = [values["video"], values["framesList"], values["paths"]].flat();
  if (standardInput.includes("-"))
    faults.add(
      source.entry.keyAt,
      path,
      "cannot read standard input, which belongs to no source of a site",
    );
  if (!isWhole) return null;
  const identity = { name, source: source.entry.key, service: service?.entry.key ?? null };
  return await checked({ ...identity, command }, values, source.entry, tools);
}

/** A service has its own address; that of the defaults is for sources without one. */
function withoutAddress(
  entries: readonly SiteEntry[],
  service: NamedMap | null,
): readonly SiteEntry[] {
  return service === null ? entries : entries.filter(({ key }) => key !== "to");
}

/** Options of a service that a source of this command cannot have. */
function refuseForeign(
  { entry, map }: NamedMap,
  { command, path }: { readonly command: SiteCommand; readonly path: string },
  { vocabulary, faults }: SourceTools,
): void {
  const own = new Set(vocabulary.commands[command].map(({ name }) => name));
  const known = new Set(vocabulary.services.map(({ name }) => name));
  for (const { key, keyAt } of map.entries)
    if (known.has(key) && !own.has(key))
      faults.add(
        keyAt,
        `services.${entry.key}.${key}`,
        `is no option of ${command}, which ${path} is`,
      );
}

type Described = Pick<SiteSource, "name" | "source" | "service" | "command">;

async function checked(
  described: Described,
  values: Readonly<Record<string, unknown>>,
  entry: SiteEntry,
  { secrets, faults }: SourceTools,
): Promise<SiteSource | null> {
  const path = `sources.${entry.key}`;
  try {
    const schema: OptionsSchema<object> = SCHEMAS[described.command];
    const options = checkOptions(schema, values);
    const source = { ...described, options } as SiteSource;
    const errors = await faultsOfSource(source);
    for (const error of errors) faults.add(entry.keyAt, path, sentenceOf(error, secrets));
    return errors.length === 0 ? source : null;
  } catch (error) {
    if (!(error instanceof FrameferryError)) throw error;
    faults.add(entry.keyAt, path, sentenceOf(error, secrets));
    return null;
  }
}

function sentenceOf({ message, remedy }: FrameferryError, secrets: readonly string[]): string {
  const sentence = remedy === undefined ? message : `${message}; ${remedy}`;
  return secretRedactor(secrets).text(sentence);
}

const SCHEMAS = { run: runSchema, watch: watchSchema, send: filesSchema, work: workSchema };
