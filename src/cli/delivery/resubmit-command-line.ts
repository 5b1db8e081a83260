import type { Command } from "commander";
import { recordableDestination } from "../../app/destination.ts";
import { secretsIn } from "../../core/service/secrets.ts";
import { addressWithPlaceholders } from "../../core/service/service-address.ts";
import type { SendOptions } from "../../options/send-options.ts";
import { isGiven, repeatedFlags, routeToFillIn, targetsToFillIn } from "../flags/repeated-flags.ts";
import { RESUBMIT_FLAGS } from "../flags/resubmit-flags.ts";
import { quoteForShell } from "../../core/text/quote-for-shell.ts";

/** The command that sends again what failed of a job, to be pasted; `null` if it is not worth it. */
export type ResubmitCommandLine = (job: string) => string | null;

/** Options of a run that its resubmit command repeats. */
export interface RepeatableOptions extends Pick<
  SendOptions,
  "to" | "routes" | "mirror" | "params"
> {
  readonly serviceName: string | null;
}

/**
 * Repeats the sending options that were given as flags, with `***` for secrets; those of the
 * environment are still there.
 *
 * @param sources as the user named them; more than a few are named by their job.
 */
export function resubmitCommandLine(
  sources: readonly string[],
  command: Command,
  options: RepeatableOptions,
): ResubmitCommandLine {
  const resubmit = resubmitCommandLineOf(command, options);
  return (job) => resubmit(sources.length > MAX_NAMED ? [job] : sources);
}

/** The same for sources that are known later. */
export function resubmitCommandLineOf(
  command: Command,
  options: RepeatableOptions,
): (sources: readonly string[]) => string | null {
  // A demo service is gone with its run.
  if (command.opts()["demo"] === true) return () => null;
  const words = [
    ...addressArguments(command, options),
    ...routeArguments(command, options),
    ...repeatedFlags(command, repeatedBy(command), secretsIn(options.params)),
  ];
  return (sources) => ["frameferry", "resubmit", ...sources, ...words].map(quoteForShell).join(" ");
}

const MAX_NAMED = 3;

function addressArguments(command: Command, options: RepeatableOptions): readonly string[] {
  const isOnRecord = options.serviceName === null && recordableDestination(options) !== null;
  const isObvious = isOnRecord && command.name() !== "resubmit";
  if (isObvious || !isGiven(command, "to")) return [];
  return options.to.flatMap((target) => ["--to", targetsToFillIn([target])]);
}

function routeArguments(
  command: Command,
  { routes, mirror }: RepeatableOptions,
): readonly string[] {
  const own = isGiven(command, "route") ? routes : [];
  const copies = isGiven(command, "mirror") && mirror !== null ? [mirror] : [];
  return [
    ...own.flatMap((route) => ["--route", routeToFillIn(route)]),
    ...copies.flatMap((address) => ["--mirror", addressWithPlaceholders(address)]),
  ];
}

/** Flags that are said otherwise, those of files that are about one run, and those of places to listen. */
const REPLACED: ReadonlySet<string> = new Set([
  ...["to", "routes", "mirror"],
  ...["results", "resultsOverwrite", "resultsMaxSizeBytes", "resultsRetentionMs"],
  ...["metrics", "metricsToken", "dashboard", "dashboardToken", "report"],
]);

/** The flags that mean the same again; a limit leaves frames that are to follow. */
const REPEATED = RESUBMIT_FLAGS.filter(({ key }) => !REPLACED.has(key) && key !== "maxFrames");

/** `watch` and `send` have flags of these names about files. */
const ABOUT_FILES: ReadonlySet<string> = new Set(["match", "ignore"]);

function repeatedBy(command: Command): typeof REPEATED {
  if (command.name() === "resubmit") return REPEATED;
  // The images of a video or camera have been cropped.
  const isSliced = command.name() === "run";
  return REPEATED.filter(({ key }) => !ABOUT_FILES.has(key) && !(isSliced && key === "crop"));
}
