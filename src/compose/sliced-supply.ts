import type { FrameIdentity } from "../core/frame-identity.ts";
import { DeleteSpooledImages } from "../delivered/delete-images.ts";
import { keepImages } from "../delivered/delivered-images.ts";
import type { RunOptions } from "../options/run-options.ts";
import type { Inlet } from "../pipeline/inlet.ts";
import { frameIndexOf } from "../slicer/frame-name.ts";
import type { FramesFolder } from "../slicer/frames-folder.ts";
import type { FramesRoom } from "../slicer/frames-room.ts";
import type { Slicer, SliceReport } from "../slicer/slicer.ts";
import { FolderWatcher } from "../watcher/folder-watcher.ts";
import type { Supply, SupplyTools } from "./deliver.ts";
import type { SliceProgress } from "./slice-progress.ts";

/** What a sliced supply is made of. */
export interface SlicedParts {
  readonly options: RunOptions;
  /** What all frames of the video have in common. */
  readonly video: Omit<FrameIdentity, "relativePath">;
  readonly slicer: Slicer;
  readonly folder: FramesFolder;
  readonly room: FramesRoom;
  readonly progress: SliceProgress;
}

/** Frames that ffmpeg writes while they are delivered. */
export function slicedSupply(
  { options, video, slicer, folder, room, progress }: SlicedParts,
  { clock, emit, job }: SupplyTools,
): Supply {
  let report: SliceReport = { frameCount: 0, problem: null, warnings: [] };
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
  const inlet: Inlet = {
    source: options.video,
    watcher,
    write: async (drain) => {
      if (progress.isComplete) return;
      emit({ type: "sliceStarted" });
      report = await slicer.slice(folder.path, emit, drain);
      const isWhole = report.problem === null && !drain.aborted;
      if (isWhole) await job.sliceEnded(progress.nextIndex + report.frameCount);
    },
    identify: ({ relativePath }) => ({ ...video, relativePath }),
    timeOf: async (relativePath) => await slicer.timeOf(relativePath),
    delivered: folder.isSpool ? new DeleteSpooledImages(emit) : keepImages,
    onSettled: ({ index, byteLength }) => {
      if (index !== null) room.frameSettled(index, byteLength);
    },
  };
  return {
    inlets: [inlet],
    mostFrames: null,
    framesPath: folder.path,
    account: () => {
      const { problem, frameCount, warnings } = report;
      const isNothing = frameCount === 0 && progress.nextIndex === 0;
      if (problem !== null && isNothing) throw problem;
      return { sliced: frameCount, problems: problem === null ? [] : [problem], warnings };
    },
    close: async () => await folder.close(),
    [Symbol.asyncDispose]: async () => await watcher[Symbol.asyncDispose](),
  };
}

/** ffmpeg writes into one flat folder, and gives each file its name when it is whole. */
const SLICED_FRAMES = {
  isWantedFolder: (path: string): boolean => path === "",
  depth: 0,
  arrivesWhole: true,
  ignoresPresent: false,
  order: "listed",
  settleMs: 10_000,
  rescanMs: 30_000,
  isPolled: false,
  waitsForFolder: false,
} as const;
