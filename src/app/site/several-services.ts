import { optionName } from "../../core/option-spelling.ts";
import type { SiteEntry } from "../../site/site-node.ts";
import type { FaultList } from "./fault-list.ts";
import type { SiteSource } from "./site.ts";

/**
 * Refuses what the runs of one source to several services would do to each other: each has its own ledger, results and
 * pace, and none knows when the others have done with an image or a file.
 */
export function refuseSharing(
  sources: readonly SiteSource[],
  entry: SiteEntry,
  faults: FaultList,
): void {
  for (const { options } of sources) {
    const given: Readonly<Record<string, unknown>> = { ...options };
    for (const key of ALONE)
      if (given[key] !== undefined && given[key] !== null && given[key] !== false)
        faults.add(entry.keyAt, `sources.${entry.key}`, `${optionName(key)} ${REASON}`);
    if ((given["onFailure"] ?? "keep") !== "keep")
      faults.add(entry.keyAt, `sources.${entry.key}`, `${optionName("onFailure")} ${REASON}`);
    if (Array.isArray(given["command"]) && given["command"].length > 0)
      faults.add(entry.keyAt, `sources.${entry.key}`, `command ${REASON}`);
  }
}

const ALONE = ["delete", "moveTo", "results", "frames", "record", "report", "serviceName"];
const REASON =
  "is for a source with one service: of several, each has a run of its own, which would get in the way of the others'";
