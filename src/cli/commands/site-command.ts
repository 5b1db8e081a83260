import type { Command } from "commander";
import { askSite, textOfSite } from "../../app/site/control/ask-site.ts";
import { chooseSite } from "../site/choose-site.ts";
import type { ReloadAnswer } from "../../app/site/control/site-operations.ts";
import type { SiteRecord } from "../../app/site/control/site-record.ts";
import { stateFolder } from "../../app/jobs/job-paths.ts";
import { escapeControlChars, printableJson } from "../../core/text/escape-control-chars.ts";
import { checkOptions } from "../../options/options-schema.ts";
import { siteSchema } from "../../options/site-options.ts";
import { faultLine } from "../../site/site-fault.ts";
import { givenOptions } from "../flags/flags.ts";
import { SITE_FLAGS } from "../flags/site-flags.ts";
import { printErr, printOut } from "../format/print.ts";
import { EXIT_CODES } from "../process/exit-codes.ts";
import { listenForInterrupts } from "../process/interrupt.ts";
import { changeInWords, leftInWords, refusalInWords } from "../site/reload-words.ts";

/** A command for a site at work. @param names of sources. @returns the exit code. */
export async function siteCommand(
  name: "pause" | "resume" | "reload" | "drain" | "logs",
  names: readonly string[],
  command: Command,
): Promise<number> {
  const options = checkOptions(siteSchema, givenOptions(command, SITE_FLAGS));
  const site = await chooseSite(stateFolder(options.state), options.site);
  if (name === "logs") return await printLogs(site, names, command.opts()["follow"] === true);
  const answer = await askSite(site, { method: "POST", path: `/${name}`, body: { names } });
  if (command.opts()["json"] === true) printOut(printableJson(answer));
  if (name === "reload") return reportReload(site, answer as ReloadAnswer, command);
  const text = name === "drain" ? DRAINING : namesInWords(name, answer as Named);
  if (command.opts()["json"] !== true) printOut(escapeControlChars(text));
  return EXIT_CODES.done;
}

interface Named {
  readonly names: readonly string[];
}

const DRAINING =
  "the site takes nothing more, and ends when what has landed is delivered; frameferry status shows how it goes";

function namesInWords(name: "pause" | "resume", { names }: Named): string {
  if (names.length === 0) return "nothing was paused, and nothing had failed";
  return name === "pause" ? `paused ${names.join(", ")}` : `resumed ${names.join(", ")}`;
}

function reportReload(site: SiteRecord, answer: ReloadAnswer, command: Command): number {
  const isJson = command.opts()["json"] === true;
  if ("faults" in answer) {
    for (const fault of answer.faults) printErr(escapeControlChars(faultLine(site.file, fault)));
    printErr(escapeControlChars(refusalInWords(site.file, answer.faults)));
    return EXIT_CODES.usage;
  }
  const left = leftInWords(answer.change);
  if (!isJson) printOut(escapeControlChars(changeInWords(answer.change)));
  for (const message of [...answer.warnings, ...(left === null ? [] : [left])])
    printErr(escapeControlChars(`warning: ${message}`));
  return EXIT_CODES.done;
}

async function printLogs(
  site: SiteRecord,
  names: readonly string[],
  isFollowed: boolean,
): Promise<number> {
  using interrupts = listenForInterrupts({});
  const { drain: signal } = interrupts.signals;
  const query = new URLSearchParams();
  for (const name of names) query.append("name", name);
  if (isFollowed) query.append("follow", "");
  try {
    const path = `/logs?${query.toString()}`;
    for await (const text of textOfSite(site, { method: "GET", path, signal }))
      process.stdout.write(text);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return EXIT_CODES.done;
}
