import type { RunSummary } from "../core/summary.ts";
import { DeleteImages } from "../delivered/delete-images.ts";
import { keepImages } from "../delivered/delivered-images.ts";
import type { RunOptions } from "../options/run-options.ts";
import { frameIndexOf } from "../slicer/frame-name.ts";
import { type FramesFolder, openKeptFolder, openSpool } from "../slicer/frames-folder.ts";
import type { FfmpegSlicer } from "../slicer/ffmpeg-slicer.ts";
import type { SliceReport } from "../slicer/slicer.ts";
import type { StopSignals } from "../submitter/submitter.ts";
import { FolderWatcher } from "../watcher/folder-watcher.ts";
import { deliver, type RunFollower, type Supply, type SupplyTools } from "./deliver.ts";
import { runPlaces } from "./places.ts";

/**
 * Delivers what a slicer makes of one video.
 *
 * @throws FrameferryError when nothing could be carried; a video that ends early is told in the summary.
 */
export async function deliverSliced(
  slicer: FfmpegSlicer,
  options: RunOptions,
  follower: RunFollower,
  signals: StopSignals,
): Promise<RunSummary> {
  const places = runPlaces(options.video, options);
  const folder =
    options.framesFolder === null
      ? await openSpool(places.spool)
      : await openKeptFolder(options.framesFolder);
  const openSupply = async (tools: SupplyTools): Promise<Supply> =>
    slicedSupply(options.video, slicer, folder, tools);
  return await deliver(options, places, openSupply, follower, signals);
}

function slicedSupply(
  video: string,
  slicer: FfmpegSlicer,
  folder: FramesFolder,
  { clock, emit }: SupplyTools,
): Supply {
  let report: SliceReport = { frameCount: 0, problem: null, warnings: [] };
  const watcher = new FolderWatcher(folder.path, SLICED_FRAMES, clock, emit);
  const inlet = {
    source: video,
    watcher,
    write: async (drain: AbortSignal): Promise<void> => {
      emit({ type: "sliceStarted" });
      report = await slicer.slice(folder.path, emit, drain);
    },
    timeOf: (relativePath: string) => slicer.timeOf(relativePath),
    delivered: folder.isSpool ? new DeleteImages(emit) : keepImages,
  };
  return {
    inlets: [inlet],
    mostFrames: null,
    framesPath: folder.path,
    account: () => {
      const { problem, frameCount, warnings } = report;
      if (problem !== null && frameCount === 0) throw problem;
      return { sliced: frameCount, problems: problem === null ? [] : [problem], warnings };
    },
    close: (failedCount) => folder.close(failedCount),
    [Symbol.asyncDispose]: () => watcher[Symbol.asyncDispose](),
  };
}

/** ffmpeg writes into one flat folder, and gives each file its name when it is whole. */
const SLICED_FRAMES = {
  isWanted: (path: string): boolean => frameIndexOf(path) !== null,
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
