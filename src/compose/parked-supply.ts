import { rmdir } from "node:fs/promises";
import { resolve } from "node:path";
import { realFolder } from "../core/landed-file.ts";
import { fileAt } from "../ledger/held-files.ts";
import type { ResubmitOptions } from "../options/resubmit-options.ts";
import type { Inlet } from "../pipeline/inlet.ts";
import { PathList } from "../watcher/path-list.ts";
import { afterDelivery } from "./after-delivery.ts";
import type { Supply, SupplyTools } from "./deliver.ts";
import { selectedFailures } from "./selected-failures.ts";
import { memoryForParked, ParkedRecords } from "./parked-records.ts";

/** The failed frames of a job, from where their images lie. */
export function parkedSupply(options: ResubmitOptions, tools: SupplyTools): Supply {
  const { emit, job } = tools;
  const framesFolder = job.former?.framesFolder ?? null;
  // An image that is missing with its whole folder has not failed again.
  if (framesFolder !== null && fileAt(framesFolder) !== null)
    job.ledger.held.requireName(framesFolder);
  const records = new ParkedRecords(selectedFailures(job.ledger, options).frames);
  const { sources } = records;
  const delivered = afterDelivery(options, emit);
  const inlets = sources.map((source): Inlet => ({
    // What was named by itself has no source but the working directory.
    ...parkedInlet(source, records, framesFolder, tools),
    source: source || ".",
    delivered,
  }));
  return {
    inlets,
    mostFrames: null,
    memory: memoryForParked(job.memory, records),
    framesPath: framesFolder ?? (sources.length === 1 ? sources[0] || null : null),
    account: () => ({ sliced: null, problems: [], warnings: [] }),
    close: async () => {
      // It stays while it holds anything.
      if (framesFolder === job.places.spool) await rmdir(job.places.spool).catch(() => {});
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(inlets.map(({ watcher }) => watcher[Symbol.asyncDispose]()));
    },
  };
}

/** Failed frames of one source, from where their images lie. @param framesFolder of their job. */
export function parkedInlet(
  source: string,
  records: ParkedRecords,
  framesFolder: string | null,
  { clock, emit }: Pick<SupplyTools, "clock" | "emit">,
): Omit<Inlet, "source" | "delivered"> {
  // Links to the folder itself are the user's, and those below it nobody's.
  const folder = realFolder(framesFolder ?? source);
  const locate = (relativePath: string): string => resolve(folder, relativePath);
  // What was sent once was meant to be.
  const isMeant = (path: string): boolean => (records.find(source, path)?.attempts ?? 0) > 0;
  return {
    watcher: new PathList(records.paths(source), SETTLE_MS, clock, emit, { locate, isMeant }),
    write: async () => {},
    identify: ({ defect, ...file }) => {
      // A file that has changed is another frame; an image cut from a video goes by the video.
      const isOnRecord = framesFolder !== null || defect !== null;
      const record = isOnRecord ? records.find(source, file.relativePath) : undefined;
      const { relativePath, byteLength, modifiedAtMs } = record ?? file;
      return { source, relativePath, byteLength, modifiedAtMs };
    },
    timeOf: (relativePath) => records.timeOf(source, relativePath),
  };
}

/** An image that was parked unfinished has had its time. */
const SETTLE_MS = 1000;
