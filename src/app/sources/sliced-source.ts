import type { FrameferryError } from "../../core/errors.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import type { CroppedPart } from "../../core/frame/cropped-part.ts";
import type { FrameIdentity } from "../../core/frame/frame-identity.ts";
import { rmdir } from "node:fs/promises";
import { DeleteSpooledImages } from "../../images/delete-images.ts";
import { keepImages } from "../../images/delivered-images.ts";
import type { RunOptions } from "../../options/run-options.ts";
import type { FrameSource } from "../../pipeline/frame-source.ts";
import { frameIndexOf } from "../../slicer/frame-name.ts";
import type { FramesFolder } from "../../slicer/frames-folder.ts";
import type { SpoolQuota } from "../../slicer/spool-quota.ts";
import type { Slicer, SliceReport } from "../../slicer/slicer.ts";
import type { FrameSelector } from "../../selection/frame-selector.ts";
import { FolderWatcher } from "../../watcher/folder-watcher.ts";
import type { SourceTools, RunSource } from "../delivery/run-source.ts";
import { failedFramesOf } from "../failures/failed-frames-of.ts";
import { FailedRecords } from "../failures/failed-records.ts";
import { notYet } from "../jobs/grown-video.ts";
import type { SliceProgress } from "../jobs/slice-progress.ts";

/** Parts of a sliced source. */
export interface SlicedParts {
  readonly options: RunOptions;
  /** Identity that all frames of the video share. */
  readonly video: Omit<FrameIdentity, "relativePath">;
  readonly slicer: Slicer;
  readonly folder: FramesFolder;
  readonly room: SpoolQuota;
  readonly progress: SliceProgress;
  /** Part of the pictures that the slicer cuts out; `null` for all of them, or if it tells of each image itself. @default null */
  readonly crop?: CroppedPart | null;
  /** Tells at the end whether the video was written to meanwhile. @default it was not */
  readonly findChange?: () => FrameferryError | null;
  /** Decides which frames are sent. @default all of them */
  readonly selector?: FrameSelector;
  /** Called when the slice has come to its end. @param frameCount frames that it wrote. @default nothing */
  readonly onSliced?: (frameCount: number) => Promise<void>;
}

/** Frames that ffmpeg writes while they are delivered. */
export function slicedSource(parts: SlicedParts, { clock, emit, job }: SourceTools): RunSource {
  const { options, video, slicer, folder, room, progress, findChange, onSliced, selector } = parts;
  const shows = (parts.crop ?? null) === null ? {} : { crop: parts.crop as CroppedPart };
  let report: SliceReport = NOTHING_SLICED;
  let wasStopped = false;
  // What is there already was left by an earlier run, and is settled.
  const isNew = (path: string): boolean => {
    const index = frameIndexOf(path);
    return index !== null && index >= progress.nextIndex;
  };
  const watcher = new FolderWatcher(
    folder.path,
    { ...SLICED_FRAMES, isWanted: isNew },
    clock,
    emit,
  );
  const frameSource: FrameSource = {
    source: options.video,
    watcher,
    write: async (drain) => {
      if (progress.isComplete) return;
      emit({ type: "sliceStarted" });
      report = await slicer.slice(folder.path, namingSource(emit, options.video), drain);
      wasStopped = drain.aborted;
      if (report.problem === null && !wasStopped) await onSliced?.(report.frameCount);
    },
    identify: ({ relativePath }) => ({ ...video, relativePath }),
    timeOf: async (relativePath) => ({ ...(await slicer.timeOf(relativePath)), ...shows }),
    delivered: folder.isSpool ? new DeleteSpooledImages(emit) : keepImages,
    ...(selector === undefined ? {} : { selector }),
    onFinished: ({ index, byteLength }) => {
      if (index !== null) room.frameFinished(index, byteLength);
    },
  };
  let unsliced = 0;
  const frameSources = [frameSource];
  const { retried } = progress;
  const imagesFolder = job.previous?.framesFolder ?? null;
  const records = new FailedRecords(retried, job.ledger.crops());
  for (const source of records.sources) {
    const parked = failedFramesOf(source, records, imagesFolder, { clock, emit });
    frameSources.push({
      ...parked,
      source: options.video,
      identify: (file) => {
        unsliced += 1;
        return parked.identify(file);
      },
      delivered: imagesFolder === job.places.spool ? new DeleteSpooledImages(emit) : keepImages,
    });
  }
  return {
    frameSources,
    maxFrames: null,
    framesPath: folder.path,
    spoolBytes: () => room.spoolBytes,
    account: () => {
      const { problem, frameCount, decodeErrors, warnings } = report;
      const isNothing = frameCount === 0 && progress.nextIndex === 0;
      const change = wasStopped || report.isWantedPart ? null : (findChange?.() ?? null);
      const counts = { sliced: frameCount, unsliced, decodeErrors };
      if (problem !== null && isNothing) {
        const fault = change === null ? problem : notYet(problem, change);
        return { ...counts, problems: [fault], fault, warnings };
      }
      const problems = [problem, change].filter((found) => found !== null);
      return { ...counts, problems, warnings };
    },
    close: async () => {
      await folder.close((message) => emit({ type: "warningRaised", message }));
      // What was sent again may have lain in a spool that this run has no other use for.
      if (retried.length > 0 && !folder.isSpool) await rmdir(job.places.spool).catch(() => {});
    },

    [Symbol.asyncDispose]: async () => await watcher[Symbol.asyncDispose](),
  };
}

/** A slicer knows a stream only by a word for people. */
function namingSource(emit: EventListener, source: string): EventListener {
  return (event) => emit(event.type === "framesLeftOut" ? { ...event, source } : event);
}

const NOTHING_SLICED: SliceReport = {
  frameCount: 0,
  decodeErrors: 0,
  problem: null,
  isWantedPart: false,
  warnings: [],
};

/** ffmpeg writes into one flat folder, and gives each file its name when it is whole. */
export const SLICED_FRAMES = {
  isWantedFolder: (path: string): boolean => path === "",
  depth: 0,
  arrivesWhole: true,
  onlyNew: false,
  order: "listed",
  settleMs: 10_000,
  rescanMs: 30_000,
  poll: false,
  waitsForFolder: false,
} as const;
