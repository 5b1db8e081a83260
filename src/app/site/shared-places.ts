import { resolve } from "node:path";
import { statSync } from "node:fs";
import { jobFolder, type JobSource } from "../../ledger/job-folder.ts";
import { isLiveAddress, shownSource } from "../../slicer/live/live-address.ts";
import { placeKey } from "../../core/platform/file-names.ts";
import { optionName } from "../../core/option-spelling.ts";
import { destinationName } from "../destination.ts";
import { stateFolder } from "../jobs/job-paths.ts";
import type { SiteEntry } from "../../site/site-node.ts";
import type { FaultList } from "./fault-list.ts";
import type { SiteSource } from "./site.ts";

/** Refuses sources that would be one job, and those that would write to the same place. */
export function refuseSharedPlaces(
  sources: readonly SiteSource[],
  entries: ReadonlyMap<string, SiteEntry>,
  faults: FaultList,
): void {
  const taken = new Map<string, string>();
  for (const source of sources)
    for (const [place, what] of placesOf(source)) {
      const owner = taken.get(place);
      const entry = entries.get(source.source);
      if (owner === undefined) taken.set(place, source.name);
      else if (owner !== source.name)
        faults.add(
          entry?.keyAt ?? null,
          `sources.${source.source}`,
          `${what} also that of ${owner}`,
        );
    }
}

/** Places that one source must have to itself, each with the beginning of a sentence about it. */
function placesOf(source: SiteSource): readonly (readonly [string, string])[] {
  const places: [string, string][] = [];
  const job = jobOf(source);
  if (job !== null)
    places.push([`job ${job}`, "its job, which is its source with its service, is"]);
  const given: Readonly<Record<string, unknown>> = { ...source.options };
  for (const key of ["results", "report", "record", "frames"] as const) {
    const value = given[key];
    if (typeof value === "string")
      places.push([
        `${key} ${placeKey(resolve(value))}`,
        `the place that ${optionName(key)} names is`,
      ]);
  }
  return places;
}

function jobOf(source: SiteSource): string | null {
  if (source.command === "work") return null;
  const { options } = source;
  const service = options.serviceName ?? destinationName(options);
  return jobFolder(stateFolder(options.state), { source: jobSourceOf(source), service });
}

function jobSourceOf(source: Exclude<SiteSource, { readonly command: "work" }>): JobSource {
  if (source.command === "watch") return { kind: "folder", paths: source.options.folders };
  if (source.command === "run") {
    const { video } = source.options;
    return isLiveAddress(video)
      ? { kind: "live", paths: [shownSource(video)] }
      : { kind: "video", paths: [video] };
  }
  const { paths } = source.options;
  const areFolders = paths.every(
    (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true,
  );
  return { kind: areFolders ? "folder" : "list", paths };
}
