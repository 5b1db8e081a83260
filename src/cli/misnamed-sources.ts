import type { Command } from "commander";
import {
  type Purpose,
  refuseMisnamedFiles,
  refuseMisnamedSource,
} from "../compose/misnamed-source.ts";
import { secretsIn } from "../core/secrets.ts";
import { quotedForShell } from "../core/shell-words.ts";
import { parameters } from "../options/pairs.ts";
import { FILES_FLAGS } from "./files-flags.ts";
import { repeatedFlags } from "./repeated-flags.ts";
import { RUN_FLAGS } from "./run-flags.ts";
import { WATCH_FLAGS } from "./watch-flags.ts";

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
  const flags = (other: Purpose): string => flagsFor(other, command);
  if (purpose === "send") {
    const { match = [] } = command.opts<{ match?: readonly string[] }>();
    return refuseMisnamedFiles(sources, match, flags);
  }
  for (const source of sources) refuseMisnamedSource(source, purpose, flags);
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
  return words.map((word) => ` ${quotedForShell(word)}`).join("");
}
