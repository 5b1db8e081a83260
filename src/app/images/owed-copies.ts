import { relative, resolve } from "node:path";
import type { EventListener } from "../../core/events/run-event.ts";
import type { Frame } from "../../core/frame/frame.ts";
import { isUnchanged, sizeAndTime } from "../../core/files/file-version.ts";
import { realFolder } from "../../core/files/landed-file.ts";
import type { FrameResult } from "../../core/frame/frame-result.ts";
import { lstatIfThere } from "../../core/files/system-error.ts";
import type { FailedImages } from "../../images/failed-images.ts";
import { WarnOncePerReason } from "../../images/warn-once.ts";
import type { FrameRecord } from "../../ledger/frame-record.ts";
import type { Job } from "../jobs/job.ts";

/** Makes the copies of failed images that earlier runs have promised, and were killed before they made. */
export async function makeOwedCopies(
  job: Job,
  failed: FailedImages,
  emit: EventListener,
): Promise<void> {
  if (!failed.makesCopies) return;
  const framesFolder = job.previous?.framesFolder ?? null;
  const troubles = new WarnOncePerReason(
    emit,
    "copies of failed images from an earlier run cannot be made",
  );
  for (const record of job.ledger.pendingCopies()) {
    try {
      const frame = await frameOf(record, framesFolder);
      const isDone = frame === null || (await failed.afterFailure(frame, resultOf(record, frame)));
      if (isDone) job.ledger.recordCopied(record);
    } catch (error) {
      // An image that cannot be accessed has not gone: the next run tries again.
      troubles.warn(error as NodeJS.ErrnoException, record.relativePath);
    }
  }
}

/** The frame of a record; `null` if its image has changed or gone. */
async function frameOf(record: FrameRecord, framesFolder: string | null): Promise<Frame | null> {
  const { source, index, ptsSeconds } = record;
  const path = resolve(realFolder(framesFolder ?? source), record.relativePath);
  const stats = await lstatIfThere(path);
  // An image cut from a video has the time of the video on record.
  if (stats === null || (framesFolder === null && !isUnchanged(sizeAndTime(record), stats)))
    return null;
  return {
    ...{ source, path, index, ptsSeconds, identity: record, landedAtMs: 0 },
    // What was named by itself is on record by its whole path.
    relativePath: source === "" ? relative("", path) : record.relativePath,
    ...{ byteLength: stats.size, modifiedAtMs: stats.mtimeMs, device: stats.dev, inode: stats.ino },
  };
}

/** Result of an earlier failure, as far as it is on record. */
function resultOf(record: FrameRecord, { relativePath }: Frame): FrameResult {
  const { source, index, ptsSeconds, status, attempts, reason } = record;
  const unknown = { service: null, latencyMs: null, response: null, predictions: null };
  return {
    ...{ source, frame: relativePath, index, ptsSeconds, outcome: "failed" },
    ...{ status, attempts, reason },
    ...unknown,
  };
}
