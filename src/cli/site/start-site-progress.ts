import type { Reporting } from "../flags/reporting.ts";
import { canRedraw } from "../format/terminal.ts";
import { SiteJsonLog } from "./site-json-log.ts";
import { SitePlainLines } from "./site-plain-lines.ts";
import type { ShownSources, SiteProgress } from "./site-progress.ts";

/** Chooses the form that suits standard error, as for a single run. */
export async function startSiteProgress(
  reporting: Reporting,
  sources: ShownSources,
): Promise<SiteProgress> {
  if (reporting.logFormat === "json") return new SiteJsonLog(reporting, sources);
  const stream = process.stderr;
  const isBlock = reporting.hasProgress && reporting.verbosity >= 0 && canRedraw(stream);
  if (!isBlock) return new SitePlainLines(stream, reporting, sources);
  const { SiteBlock } = await import("./site-block.ts");
  return new SiteBlock(stream, reporting, sources);
}
