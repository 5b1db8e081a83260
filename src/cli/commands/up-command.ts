import type { Command } from "commander";
import { readReporting } from "../flags/reporting.ts";
import { asSite, loadSite } from "../site/load-site.ts";
import { printFaults, printSiteWarnings } from "../site/print-faults.ts";

/** `frameferry up`: all sources of a site file in one process. */
export async function upCommand(file: string, command: Command): Promise<number> {
  const reporting = readReporting(command);
  const loaded = await loadSite(file, command);
  const { site, vocabulary } = loaded;
  if (site === null) return printFaults(loaded, reporting);
  printSiteWarnings(site.warnings, reporting);
  return await asSite(vocabulary, async () => {
    if (command.opts()["dryRun"] === true) {
      const { printSitePlan } = await import("../site/site-plan.ts");
      return await printSitePlan(site, reporting);
    }
    const { runSite } = await import("../site/run-site.ts");
    const watchesFile = command.opts()["watchConfig"] === true;
    const load = async () => await loadSite(file, command);
    return await runSite(site, { file, load, watchesFile }, reporting);
  });
}
