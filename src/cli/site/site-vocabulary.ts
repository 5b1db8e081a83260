import { Option } from "commander";
import { z } from "zod";
import {
  REFUSED,
  SOURCE_KEYS,
  type SiteCommand,
  type SiteOption,
  type SiteVocabulary,
} from "../../app/site/vocabulary.ts";
import { filesSchema } from "../../options/files-options.ts";
import { monitoringSchema } from "../../options/monitoring-options.ts";
import type { OptionsSchema } from "../../options/options-schema.ts";
import { runSchema } from "../../options/run-options.ts";
import { watchSchema } from "../../options/watch-options.ts";
import { workSchema } from "../../options/work-options.ts";
import { EDGE_FLAGS } from "../flags/edge-flags.ts";
import { FILES_FLAGS } from "../flags/files-flags.ts";
import type { Flag } from "../flags/flags.ts";
import { MONITORING_FLAGS } from "../flags/monitoring-flags.ts";
import { RUN_FLAGS } from "../flags/run-flags.ts";
import { SEND_FLAGS } from "../flags/send-flags.ts";
import { WATCH_FLAGS } from "../flags/watch-flags.ts";
import { WORK_FLAGS } from "../flags/work-flags.ts";

/** The names of a site file, from the flags and schemas of the commands. */
export function siteVocabulary(): SiteVocabulary {
  const commands = {
    run: [sourceOption("run", runSchema, false), ...optionsOf(RUN_FLAGS, runSchema)],
    watch: [
      sourceOption("watch", watchSchema, true),
      { ...COMMAND, check: () => z.array(z.string()) },
      ...optionsOf(WATCH_FLAGS, watchSchema),
    ],
    send: [sourceOption("send", filesSchema, true), ...optionsOf(FILES_FLAGS, filesSchema)],
    work: [sourceOption("work", workSchema, false), ...optionsOf(WORK_FLAGS, workSchema)],
  };
  const ofServices = new Set<string>([...SEND_FLAGS, ...EDGE_FLAGS].map(({ key }) => key)).add(
    "serviceName",
  );
  const services = commands.watch.filter(({ key }) => ofServices.has(key));
  const site = monitoringOptions().filter(({ key }) => key !== "report");
  return { commands, services, site };
}

/** A name of a site file: the flag without its dashes in front, and with `_` for the others. */
function siteName(flag: string): string {
  return flag.replace(/^--(?:no-)?/u, "").replaceAll("-", "_");
}

function monitoringOptions(): readonly SiteOption[] {
  return MONITORING_FLAGS.map((flag) => optionOf(flag, [flag], monitoringSchema));
}

function optionsOf<Options>(
  flags: readonly Flag<Options>[],
  schema: OptionsSchema<Options>,
): readonly SiteOption[] {
  const named = Map.groupBy(flags, ({ spelling }) => siteName(longOf(spelling)));
  return [...named.values()].flatMap((own) => {
    const first = own.find(({ spelling }) => !isNegating(spelling));
    const flag = first ?? own[0];
    if (flag === undefined || siteName(longOf(flag.spelling)) in REFUSED) return [];
    return [optionOf(flag, own, schema)];
  });
}

/** @param all flags of this name, of which one may turn it off. */
function optionOf<Options>(
  { key, spelling, help, isRepeatable = false }: Flag<Options>,
  all: readonly Flag<Options>[],
  schema: OptionsSchema<Options>,
): SiteOption {
  const option = new Option(spelling);
  return {
    ...{ key, name: siteName(longOf(spelling)), help, check: schema[key].check },
    ...{ isSwitch: !option.required && !option.optional, isList: isRepeatable },
    isArgument: false,
    canBeOff: all.some((flag) => isNegating(flag.spelling)),
  };
}

function sourceOption<Options>(
  command: SiteCommand,
  schema: OptionsSchema<Options>,
  isList: boolean,
): SiteOption {
  const key = SOURCE_KEYS[command];
  const { check } = schema[key as keyof Options];
  const facts = { isList, isSwitch: false, canBeOff: false, isArgument: true };
  return { ...facts, name: command, key, check, help: SOURCE_HELP[command] };
}

const SOURCE_HELP: Readonly<Record<SiteCommand, string>> = {
  run: "path of a video, or address of a camera or stream",
  watch: "folder to watch, or a list of folders",
  send: "image file or folder of them, or a list; they are sent once",
  work: "address of the broker that the frames come from",
};

const COMMAND: Omit<SiteOption, "check"> = {
  ...{ name: "command", key: "command", isList: true, isSwitch: false, canBeOff: false },
  isArgument: true,
  help: "program that writes the frames, with its arguments; it is started with the source",
};

function longOf(spelling: string): string {
  return new Option(spelling).long ?? "";
}

function isNegating(spelling: string): boolean {
  return new Option(spelling).negate;
}
