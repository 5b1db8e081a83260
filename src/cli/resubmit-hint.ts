import { type Command, Option } from "commander";
import { addressToFillIn, recordableAddress } from "../core/service-address.ts";
import type { SendOptions } from "../options/send-options.ts";
import { secretsIn } from "../protocols/secrets.ts";
import { RESUBMIT_FLAGS } from "./resubmit-flags.ts";
import { quotedForShell } from "./shell-words.ts";

/** The command that sends again what failed of a job, to be pasted; `null` if it is not worth it. */
export type ResubmitHint = (job: string) => string | null;

/** What of a run's options the command depends on. */
export interface HintedOptions extends Pick<SendOptions, "to" | "params"> {
  readonly serviceName: string | null;
}

/**
 * Repeats the sending options that were given as flags, with `***` for secrets; those of the
 * environment are still there.
 *
 * @param sources as the user named them; more than a few are named by their job.
 */
export function resubmitHint(
  sources: readonly string[],
  command: Command,
  options: HintedOptions,
): ResubmitHint {
  // A demo service is gone with its run.
  if (command.opts()["demo"] === true) return () => null;
  const words = [...addressWords(command, options), ...repeatedFlags(command, options)];
  return (job) => {
    const named = sources.length > MOST_NAMED ? [job] : sources;
    return ["frameferry", "resubmit", ...named, ...words].map(quotedForShell).join(" ");
  };
}

const MOST_NAMED = 3;

function addressWords(command: Command, { to, serviceName }: HintedOptions): readonly string[] {
  const isOnRecord = serviceName === null && recordableAddress(to) !== null;
  const isObvious = isOnRecord && command.name() !== "resubmit";
  return isObvious || !isGiven(command, "to") ? [] : ["--to", addressToFillIn(to)];
}

function repeatedFlags(command: Command, { params }: HintedOptions): readonly string[] {
  const secrets = secretsIn(params);
  const shown = (key: string, value: string): string =>
    key === "headers"
      ? value.replace(/:.*/su, ": ***")
      : secrets.reduce((rest, secret) => rest.replaceAll(secret, "***"), value);
  return RESUBMIT_FLAGS.flatMap(({ key, spelling }) => {
    const option = new Option(spelling);
    const name = option.attributeName();
    // Another run's results would take the place of this one's.
    if (key === "to" || key === "resultsFile" || !isGiven(command, name)) return [];
    const flag = option.long ?? "";
    if (option.isBoolean()) return [flag];
    const values = [command.opts()[name]].flat().map(String);
    return values.flatMap((value) => [flag, shown(key, value)]);
  });
}

function isGiven(command: Command, name: string): boolean {
  return command.getOptionValueSource(name) === "cli";
}
