import type { Command } from "commander";
import { usageError } from "../errors/usage-error.ts";
import { readLogStyle } from "../flags/reporting.ts";
import { printOut } from "../format/print.ts";
import { EXIT_CODES } from "../process/exit-codes.ts";
import { loadSite } from "../site/load-site.ts";
import { SITE_FILE } from "../site/site-file.ts";
import { printFaults, printSiteWarnings } from "../site/print-faults.ts";

/** What `config` can do. */
const CONFIG_ACTIONS = ["init", "schema", "show"] as const;

/**
 * `frameferry config`: `init` writes a site file to begin with, `schema` prints the JSON Schema of site files, and `show`
 * prints what a site file comes to.
 */
export async function configCommand(
  action: string,
  file: string | undefined,
  command: Command,
): Promise<number> {
  if (action === "schema" && file !== undefined)
    throw usageError("config schema is the same for every site file", `leave ${file} out`);
  if (action === "schema") return await printSchema();
  if (action === "init") return await writeNewSite(file ?? SITE_FILE);
  if (action === "show") return await showSite(file ?? SITE_FILE, command);
  throw usageError(`config cannot ${action}`, `it can ${CONFIG_ACTIONS.join(", ")}`);
}

async function printSchema(): Promise<number> {
  const { siteJsonSchema } = await import("../../app/site/site-json-schema.ts");
  const { siteVocabulary } = await import("../site/site-vocabulary.ts");
  printOut(JSON.stringify(siteJsonSchema(siteVocabulary()), null, 2));
  return EXIT_CODES.done;
}

async function writeNewSite(file: string): Promise<number> {
  const { initSite } = await import("../site/init-site.ts");
  for (const path of initSite(file, process.env)) printOut(`wrote ${path}`);
  printOut(`next: edit ${file}, then frameferry validate ${file}, then frameferry up ${file}`);
  return EXIT_CODES.done;
}

async function showSite(file: string, command: Command): Promise<number> {
  const loaded = await loadSite(file, command);
  const { site, vocabulary } = loaded;
  const style = readLogStyle(command);
  if (site === null) return printFaults(loaded, { ...style, isJson: false });
  printSiteWarnings(site.warnings, { ...style, verbosity: 0 });
  const { shownSite } = await import("../site/show-site.ts");
  printOut(await shownSite(site, vocabulary));
  return EXIT_CODES.done;
}
