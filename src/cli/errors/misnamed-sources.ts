import type { Command } from "commander";
import {
  type Purpose,
  refuseMisnamedFiles,
  refuseMisnamedSource,
} from "../../app/sources/misnamed-source.ts";
import type { FrameferryError } from "../../core/errors.ts";
import { secretsIn } from "../../core/service/secrets.ts";
import { quoteForShell } from "../../core/text/quote-for-shell.ts";
import { parameters } from "../../options/pairs.ts";
import { FILES_FLAGS } from "../flags/files-flags.ts";
import { targetsOfText } from "../../options/service-targets.ts";
import { repeatedFlags, targetsToFillIn } from "../flags/repeated-flags.ts";
import { RUN_FLAGS } from "../flags/run-flags.ts";
import { usageError } from "./usage-error.ts";
import { WATCH_FLAGS } from "../flags/watch-flags.ts";

/**
 * Refuses what another command is for, and names that command with the flags that apply to it.
 *
 * @param command whose flags were read.
 * @throws FrameferryError `ERR_OPTION`.
 */
export function refuseMisnamedSources(
  purpose: Purpose,
  sources: readonly string[],
  command: Command,
): void {
  const address = sources.find((source) => /^https?:\/\//iu.test(source));
  if (address !== undefined && sources.length > 1 && command.opts()["to"] === undefined)
    throw misplacedAddress(address);
  const flags = (other: Purpose): string => flagsFor(other, command);
  if (purpose === "send") {
    const { match = [] } = command.opts<{ match?: readonly string[] }>();
    return refuseMisnamedFiles(sources, match, flags);
  }
  for (const source of sources) refuseMisnamedSource(source, purpose, flags);
}

function misplacedAddress(address: string): FrameferryError {
  const shown = targetsOfText(address).map((target) => quoteForShell(targetsToFillIn([target])));
  return usageError(
    `${shown.join("")} stands among the sources`,
    `name the service with an option: --to ${shown.join("")}`,
  );
}

/** The whole command for a source, with the flags that apply to it. */
export function commandWith(purpose: Purpose, source: string, command: Command): string {
  return `frameferry ${purpose} ${quoteForShell(source)}${flagsFor(purpose, command)}`;
}

const FLAGS = { run: RUN_FLAGS, send: FILES_FLAGS, watch: WATCH_FLAGS };

function flagsFor(purpose: Purpose, command: Command): string {
  const options = command.opts();
  const params = parameters().safeParse(options["param"]).data ?? {};
  const words = [
    ...(options["to"] === undefined && options["demo"] !== true
      ? ["--to", "http://host/predict"]
      : []),
    ...repeatedFlags(command, FLAGS[purpose], secretsIn(params)),
    ...(options["demo"] === true ? ["--demo"] : []),
    ...(options["dryRun"] === true ? ["--dry-run"] : []),
    ...(options["json"] === true ? ["--json"] : []),
  ];
  return words.map((word) => ` ${quoteForShell(word)}`).join("");
}
