import { type Command, Option } from "commander";
import { recordableDestination } from "../compose/destination.ts";
import { proxyToFillIn } from "../core/proxy-address.ts";
import { isSecretName, secretsIn, secretsInJson } from "../core/secrets.ts";
import { addressToFillIn } from "../core/service-address.ts";
import type { SendOptions } from "../options/send-options.ts";
import { type ServiceTarget, textOfTargets } from "../options/service-targets.ts";
import { secretHider } from "../protocols/secret-hider.ts";
import { RESUBMIT_FLAGS } from "./resubmit-flags.ts";
import { quotedForShell } from "./shell-words.ts";

/** The command that sends again what failed of a job, to be pasted; `null` if it is not worth it. */
export type ResubmitHint = (job: string) => string | null;

/** What of a run's options the command depends on. */
export interface HintedOptions extends Pick<SendOptions, "to" | "routes" | "mirror" | "params"> {
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
  const words = [
    ...addressWords(command, options),
    ...placeWords(command, options),
    ...repeatedFlags(command, options),
  ];
  return (job) => {
    const named = sources.length > MOST_NAMED ? [job] : sources;
    return ["frameferry", "resubmit", ...named, ...words].map(quotedForShell).join(" ");
  };
}

const MOST_NAMED = 3;

function addressWords(command: Command, options: HintedOptions): readonly string[] {
  const isOnRecord = options.serviceName === null && recordableDestination(options) !== null;
  const isObvious = isOnRecord && command.name() !== "resubmit";
  if (isObvious || !isGiven(command, "to")) return [];
  return options.to.flatMap((target) => ["--to", textToFillIn([target])]);
}

function placeWords(command: Command, { routes, mirror }: HintedOptions): readonly string[] {
  const own = isGiven(command, "route") ? routes : [];
  const copies = isGiven(command, "mirror") && mirror !== null ? [mirror] : [];
  return [
    ...own.flatMap(({ pattern, to }) => ["--route", `${pattern}=${textToFillIn(to)}`]),
    ...copies.flatMap((address) => ["--mirror", addressToFillIn(address)]),
  ];
}

function textToFillIn(targets: readonly ServiceTarget[]): string {
  return textOfTargets(
    targets.map(({ address, weight }) => ({ address: addressToFillIn(address), weight })),
  );
}

/** Flags that say where something is, and whose secrets are not those of other flags. */
const PLACES: ReadonlySet<string> = new Set([
  ...["to", "routes", "mirror"],
  ...["resultsFile", "resultsOverwrite", "resultsMaxSizeBytes", "resultsKeepMs"],
]);

function repeatedFlags(command: Command, { params }: HintedOptions): readonly string[] {
  const secrets = secretsIn(params);
  return RESUBMIT_FLAGS.flatMap(({ key, spelling }) => {
    const option = new Option(spelling);
    const name = option.attributeName();
    // One results file is for one job, and a source may have several.
    if (PLACES.has(key) || !isGiven(command, name) || !isMeantAgain(key, command)) return [];
    const flag = option.long ?? "";
    const given: unknown = command.opts()[name];
    // --proxy and --no-proxy are one option.
    if (option.negate !== (given === false)) return [];
    if (option.isBoolean()) return [flag];
    const values = [given].flat().map(String);
    return values.flatMap((value) => [flag, valueToFillIn(key, value, secrets)]);
  });
}

/** `watch` and `send` have flags of these names about files; and a limit leaves frames that are to follow. */
function isMeantAgain(key: string, command: Command): boolean {
  if (key === "limit") return false;
  return (key !== "match" && key !== "ignore") || command.name() === "resubmit";
}

function valueToFillIn(key: string, value: string, secrets: readonly string[]): string {
  if (key === "proxy") return proxyToFillIn(value);
  if (key === "headers") return value.replace(/:.*/su, ": ***");
  if (key === "tokenCommand") return "***";
  const [name = ""] = value.split("=", 1);
  if (key === "params" && isSecretName(name)) return `${name}=***`;
  return secretHider([...secrets, ...secretsInJson(value)]).words(value);
}

function isGiven(command: Command, name: string): boolean {
  return command.getOptionValueSource(name) === "cli";
}
