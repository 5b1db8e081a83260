import type { SiteChange } from "../../app/site/site-run.ts";
import { formatCount } from "../../core/text/format-count.ts";
import type { SiteFault } from "../../site/site-fault.ts";

/** What a reload has changed, in a line. */
export function changeInWords({ added, restarted, removed }: SiteChange): string {
  const parts = [
    ["added", added],
    ["restarted", restarted],
    ["removed", removed],
  ] as const;
  const words = parts
    .filter(([, names]) => names.length > 0)
    .map(([what, names]) => `${what} ${names.join(", ")}`);
  return words.length === 0 ? "reloaded: nothing has changed" : `reloaded: ${words.join("; ")}`;
}

/** What a reload could not change; `null` if there is nothing. */
export function leftInWords({ isMonitoringLeft }: SiteChange): string | null {
  return isMonitoringLeft
    ? "dashboard and metrics stay as they were until the site is started again"
    : null;
}

export function refusalInWords(file: string, faults: readonly SiteFault[]): string {
  return `not reloaded: ${file} has ${formatCount(faults.length, "fault")}, and nothing was changed`;
}
