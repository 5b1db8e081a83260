import { rmdir } from "node:fs/promises";
import { fileAt } from "../../ledger/required-files.ts";
import type { ResubmitOptions } from "../../options/resubmit-options.ts";
import type { FrameSource } from "../../pipeline/frame-source.ts";
import { afterDelivery } from "../images/after-delivery.ts";
import type { SourceTools, RunSource } from "../delivery/run-source.ts";
import { selectedFailures } from "../jobs/selected-failures.ts";
import { failedFramesOf } from "../failures/failed-frames-of.ts";
import { FailedRecords } from "../failures/failed-records.ts";
import { retryingStore } from "../failures/retrying-store.ts";

/** The failed frames of a job, from where their images lie. */
export function failedFramesSource(options: ResubmitOptions, tools: SourceTools): RunSource {
  const { emit, job } = tools;
  const framesFolder = job.previous?.framesFolder ?? null;
  // An image that is missing with its whole folder has not failed again.
  if (framesFolder !== null && fileAt(framesFolder) !== null)
    job.ledger.requiredFiles.requireName(framesFolder);
  const records = new FailedRecords(
    selectedFailures(job.ledger, options).frames,
    job.ledger.crops(),
  );
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
    memory: retryingStore(job.memory, () => true),
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
