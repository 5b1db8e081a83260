import { rmdir } from "node:fs/promises";
import { resolve } from "node:path";
import { realFolder } from "../../core/files/landed-file.ts";
import { fileAt } from "../../ledger/required-files.ts";
import type { ResubmitOptions } from "../../options/resubmit-options.ts";
import type { FrameSource } from "../../pipeline/frame-source.ts";
import { PathList } from "../../watcher/path-list.ts";
import { afterDelivery } from "../images/after-delivery.ts";
import type { RunSource, SourceTools } from "../delivery/deliver.ts";
import { selectedFailures } from "../jobs/selected-failures.ts";
import { storeForFailed, FailedRecords } from "./failed-records.ts";

/** The failed frames of a job, from where their images lie. */
export function failedFramesSource(options: ResubmitOptions, tools: SourceTools): RunSource {
  const { emit, job } = tools;
  const framesFolder = job.previous?.framesFolder ?? null;
  // An image that is missing with its whole folder has not failed again.
  if (framesFolder !== null && fileAt(framesFolder) !== null)
    job.ledger.requiredFiles.requireName(framesFolder);
  const records = new FailedRecords(selectedFailures(job.ledger, options).frames);
  const { sources } = records;
  const delivered = afterDelivery(options, emit);
  const frameSources = sources.map((source): FrameSource => ({
    // What was named by itself has no source but the working directory.
    ...failedFramesOf(source, records, framesFolder, tools),
    source: source || ".",
    delivered,
  }));
  return {
    frameSources,
    maxFrames: null,
    memory: storeForFailed(job.memory, records),
    framesPath: framesFolder ?? (sources.length === 1 ? sources[0] || null : null),
    account: () => ({ sliced: null, problems: [], warnings: [] }),
    close: async () => {
      // It stays while it holds anything.
      if (framesFolder === job.places.spool) await rmdir(job.places.spool).catch(() => {});
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(frameSources.map(({ watcher }) => watcher[Symbol.asyncDispose]()));
    },
  };
}

/** Failed frames of one source, from where their images lie. @param framesFolder of their job. */
export function failedFramesOf(
  source: string,
  records: FailedRecords,
  framesFolder: string | null,
  { clock, emit }: Pick<SourceTools, "clock" | "emit">,
): Omit<FrameSource, "source" | "delivered"> {
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
