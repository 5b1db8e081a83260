import { type Command, Option } from "commander";
import { addressToFillIn, recordableAddress } from "../core/service-address.ts";
import { RESUBMIT_FLAGS } from "./resubmit-flags.ts";
import { quotedForShell } from "./shell-words.ts";

/** The command that sends again what failed of a job, to be pasted; `null` if it is not worth it. */
export type ResubmitHint = (job: string) => string | null;

/**
 * Repeats the sending options that were given as flags; those of the environment are still there.
 *
 * @param sources as the user named them; more than a few are named by their job.
 */
export function resubmitHint(
  sources: readonly string[],
  command: Command,
  { to, serviceName }: { readonly to: string; readonly serviceName: string | null },
): ResubmitHint {
  // A demo service is gone with its run.
  if (command.opts()["demo"] === true) return () => null;
  const isAddressKnown = serviceName === null && recordableAddress(to) !== null;
  const isSaidAgain = isGiven(command, "to") && !(isAddressKnown && command.name() !== "resubmit");
  const words = [...(isSaidAgain ? ["--to", addressToFillIn(to)] : []), ...repeatedFlags(command)];
  return (job) => {
    const named = sources.length > MOST_NAMED ? [job] : sources;
    return ["frameferry", "resubmit", ...named, ...words].map(quotedForShell).join(" ");
  };
}

const MOST_NAMED = 3;

function repeatedFlags(command: Command): readonly string[] {
  return RESUBMIT_FLAGS.flatMap(({ key, spelling }) => {
    const option = new Option(spelling);
    const name = option.attributeName();
    // Another run's results would take the place of this one's.
    if (key === "to" || key === "resultsFile" || !isGiven(command, name)) return [];
    const flag = option.long ?? "";
    return option.isBoolean() ? [flag] : [flag, String(command.opts()[name])];
  });
}

function isGiven(command: Command, name: string): boolean {
  return command.getOptionValueSource(name) === "cli";
}
