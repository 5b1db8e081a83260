import { type Command, Option } from "commander";
import { proxyWithPlaceholders } from "../../core/service/proxy-address.ts";
import { isSecretName, secretsInJson } from "../../core/service/secrets.ts";
import { addressWithPlaceholders } from "../../core/service/service-address.ts";
import {
  type Route,
  routeList,
  type ServiceTarget,
  serviceTargets,
  textOfTargets,
} from "../../options/service-targets.ts";
import { secretRedactor } from "../../protocols/secret-redactor.ts";

/** As much of a flag as it takes to repeat it. */
interface NamedFlag {
  readonly key: string;
  readonly spelling: string;
}

/**
 * The flags that were given on the command line, to be given again, with `***` for secrets.
 *
 * @param flags those that may be repeated.
 * @param secrets what must not be shown, besides what tells itself.
 */
export function repeatedFlags(
  command: Command,
  flags: readonly NamedFlag[],
  secrets: readonly string[],
): readonly string[] {
  return flags.flatMap(({ key, spelling }) => {
    const option = new Option(spelling);
    const name = option.attributeName();
    if (!isGiven(command, name)) return [];
    const flag = option.long ?? "";
    const given: unknown = command.opts()[name];
    // --proxy and --no-proxy are one option.
    if (option.negate !== (given === false)) return [];
    if (option.isBoolean()) return [flag];
    const values = [given].flat().map(String);
    return values.flatMap((value) => [flag, valueToFillIn(key, value, secrets)]);
  });
}

/** True if a flag stands on the command line, and not in the environment. */
export function isGiven(command: Command, name: string): boolean {
  return command.getOptionValueSource(name) === "cli";
}

export function targetsToFillIn(targets: readonly ServiceTarget[]): string {
  return textOfTargets(
    targets.map(({ address, weight }) => ({ address: addressWithPlaceholders(address), weight })),
  );
}

export function routeToFillIn({ pattern, to }: Route): string {
  return `${pattern}=${targetsToFillIn(to)}`;
}

function valueToFillIn(key: string, value: string, secrets: readonly string[]): string {
  if (key === "to" || key === "mirror") {
    const targets = serviceTargets().safeParse(value).data;
    return targets === undefined ? "***" : targetsToFillIn(targets);
  }
  if (key === "routes") return routeList().safeParse(value).data?.map(routeToFillIn)[0] ?? "***";
  if (key === "proxy") return proxyWithPlaceholders(value);
  if (key === "headers") return value.replace(/:.*/su, ": ***");
  if (["tokenCommand", "metricsToken", "cameraPassword", "brokerPassword"].includes(key))
    return "***";
  const [name = ""] = value.split("=", 1);
  if (key === "params" && isSecretName(name)) return `${name}=***`;
  return secretRedactor([...secrets, ...secretsInJson(value)]).text(value);
}
