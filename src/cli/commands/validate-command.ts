import type { Command } from "commander";
import { escapeControlChars, printableJson } from "../../core/text/escape-control-chars.ts";
import { readLogStyle } from "../flags/reporting.ts";
import { printOut } from "../format/print.ts";
import { EXIT_CODES } from "../process/exit-codes.ts";
import { loadSite } from "../site/load-site.ts";
import { printFaults, printSiteWarnings } from "../site/print-faults.ts";
import { destinationsOf, kindOf, originOf, siteInWords } from "../site/site-words.ts";

/** `frameferry validate`: all that is wrong with a site file, or in one line what it would run. */
export async function validateCommand(file: string, command: Command): Promise<number> {
  const isJson = command.opts()["json"] === true;
  const style = { ...readLogStyle(command), isJson };
  const loaded = await loadSite(file, command);
  const { site } = loaded;
  if (site === null) return printFaults(loaded, style);
  printSiteWarnings(site.warnings, { ...style, verbosity: 0 });
  const words = `${file} fits: frameferry up would run ${siteInWords(site)}`;
  const sources = site.sources.map((source) => ({
    ...{ name: source.name, command: source.command, kind: kindOf(source) },
    ...{ from: originOf(source), service: source.service, to: destinationsOf(source) },
  }));
  const { warnings } = site;
  const hooks = site.hooks.map(({ name, when, source }) => ({ name, when, source }));
  printOut(
    isJson
      ? printableJson({ file, valid: true, warnings, sources, hooks })
      : escapeControlChars(words),
  );
  return EXIT_CODES.done;
}
