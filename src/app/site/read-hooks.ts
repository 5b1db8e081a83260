import type { Hook } from "../../hooks/shown-hook.ts";
import { didYouMean } from "../../options/did-you-mean.ts";
import { type HookOptions, hookSchema } from "../../options/hook-options.ts";
import { checkOptions } from "../../options/options-schema.ts";
import type { FilePosition } from "../../site/site-fault.ts";
import { isInterpolated, type SiteEntry, type SiteMap } from "../../site/site-node.ts";
import { isLiveAddress } from "../../slicer/live/live-address.ts";
import type { FaultList } from "./fault-list.ts";
import type { SiteSource } from "./site.ts";
import { layeredValues } from "./source-layers.ts";
import { unknownName } from "./unknown-name.ts";
import type { SiteVocabulary } from "./vocabulary.ts";
import { hookProblems } from "./check-hook.ts";
import { HOOK_OPTIONS } from "./hook-vocabulary.ts";

/** What the hooks of a site are read with. */
export interface HookReading {
  readonly vocabulary: SiteVocabulary;
  /** Names of all sources in the file, also of those that do not fit. */
  readonly names: readonly string[];
  /** Sources that fit. */
  readonly sources: readonly SiteSource[];
  readonly faults: FaultList;
}

/** Reads and checks the hooks of a site: the part `on_event`. */
export function readHooks(section: SiteEntry | undefined, reading: HookReading): readonly Hook[] {
  if (section === undefined) return [];
  const { faults } = reading;
  const { key, node } = section;
  if (node.kind !== "list") {
    faults.add(
      node.at,
      key,
      "must be a list of hooks, each with `when` and one of `run` and `post`",
    );
    return [];
  }
  const hooks = node.items.map((item, index) => {
    const path = `${key}[${index}]`;
    if (item.kind === "map") return { at: item.at, path, hook: readHook(item, path, reading) };
    faults.add(item.at, path, "must be options with their values");
    return { at: item.at, path, hook: null };
  });
  return named(hooks, faults);
}

/** A hook with its place. */
interface PlacedHook {
  readonly at: FilePosition;
  readonly path: string;
  /** `null` if it does not fit. */
  readonly hook: HookOptions | null;
}

function readHook(map: SiteMap, path: string, reading: HookReading): HookOptions | null {
  const { faults, vocabulary } = reading;
  for (const { key, keyAt } of map.entries)
    if (!HOOK_OPTIONS.some(({ name }) => name === key))
      faults.add(
        keyAt,
        `${path}.${key}`,
        unknownName(key, HOOK_OPTIONS, { vocabulary, others: [] }),
      );
  const file = [{ path: `${path}.`, entries: map.entries }];
  const { values, isWhole } = layeredValues(HOOK_OPTIONS, { flags: {}, env: {}, file }, faults);
  const given = new Set(map.entries.map(({ key }) => key));
  if (!given.has("when")) {
    const occasions = "detection, camera-silent, service-away or failures";
    faults.add(map.at, path, `does not say of what it is told: add \`when\`, one of ${occasions}`);
    return null;
  }
  if (!isWhole || values["when"] === undefined) return null;
  const options = checkOptions(hookSchema, values);
  const problems = [
    ...hookProblems(options, given),
    ...sourceProblems(options, reading).map((message) => ({ name: "source", message })),
  ];
  for (const { name, message } of problems) {
    const entry = map.entries.find(({ key }) => key === name);
    const at = entry === undefined ? map.at : entry.node.at;
    const shown =
      entry !== undefined && isInterpolated(entry.node) ? withoutValue(message) : message;
    faults.add(at, entry === undefined ? path : `${path}.${entry.key}`, shown);
  }
  return problems.length === 0 ? options : null;
}

/** What came from outside is not repeated. */
function withoutValue(message: string): string {
  return message
    .replace(/; did you mean .*/su, "")
    .replace(/\{\{.*\}\}/su, "{{...}}")
    .replace(/^there is no source \S+/u, "there is no such source");
}

function sourceProblems(
  { source, when }: HookOptions,
  { names, sources }: HookReading,
): readonly string[] {
  const all = [...new Set([...names, ...sources.map(({ name }) => name)])];
  const unknown = source.filter((name) => !all.includes(name));
  if (unknown.length > 0)
    return unknown.map((name) => `there is no source ${name}${didYouMean(name, all)}`);
  if (when !== "camera-silent") return [];
  const isAbout = (one: SiteSource, name: string): boolean =>
    one.name === name || one.source === name;
  const others = source.filter(
    (name) =>
      sources.some((one) => isAbout(one, name)) &&
      !sources.some((one) => isAbout(one, name) && isCamera(one)),
  );
  if (others.length > 0) return others.map((name) => `${name} is no camera, and cannot be silent`);
  // A source that does not fit may be one.
  const isWhole = names.every((name) => sources.some((one) => one.source === name));
  const hasCamera = sources.some(isCamera);
  return isWhole && !hasCamera ? ["no source of this site is a camera, which could be silent"] : [];
}

function isCamera(source: SiteSource): boolean {
  return source.command === "run" && isLiveAddress(source.options.video);
}

/** Hooks with their names: their own, or that of the occasion with a number if it has several. */
function named(placed: readonly PlacedHook[], faults: FaultList): readonly Hook[] {
  const taken = new Set<string>();
  const own = new Set(placed.map(({ hook }) => hook?.name ?? null));
  return placed.flatMap(({ at, path, hook }) => {
    if (hook === null) return [];
    const name = hook.name ?? freeName(hook.when, new Set([...taken, ...own]));
    if (taken.has(name)) faults.add(at, path, "has the name of a hook before it");
    taken.add(name);
    return [{ ...hook, name }];
  });
}

function freeName(when: string, taken: ReadonlySet<string | null>): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? when : `${when}-${number}`;
    if (!taken.has(name)) return name;
  }
}
