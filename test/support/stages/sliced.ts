import { readdirSync, statSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type { FrameSliced } from "../../../src/core/events/slice-events.ts";
import type { RunEvent } from "../../../src/core/events/run-event.ts";
import { addLeftOut, type LeftOutCounts } from "../../../src/core/selection-rule.ts";
import type { SliceSettings } from "../../../src/slicer/ffmpeg-arguments.ts";
import type { SliceRequest } from "../../../src/slicer/slice-length.ts";
import { FfmpegSlicer } from "../../../src/slicer/ffmpeg-slicer.ts";
import { type Ffmpeg, type FfmpegForVideo, findFfmpeg } from "../../../src/slicer/find-ffmpeg.ts";
import { PipedVideo } from "../../../src/slicer/piped-video.ts";
import { queryHeader, type VideoHeader } from "../../../src/slicer/video-header.ts";
import type { VersionTraits } from "../../../src/slicer/version-traits.ts";
import type { Slicer, SliceReport } from "../../../src/slicer/slicer.ts";

/** What a slice left behind and told. */
export interface Sliced {
  readonly folder: string;
  /** Names in the frames folder, sorted. */
  readonly names: readonly string[];
  readonly times: readonly (number | null)[];
  readonly report: SliceReport;
  /** Frames that rules have left out. */
  readonly leftOut: LeftOutCounts;
  /** Those that were raised while it was sliced. */
  readonly warnings: readonly string[];
}

/** The ffmpeg of all slices: to look for it takes as long as to slice a short video. */
let known: Ffmpeg | undefined;

/** Headers of videos, by all that tells that a file is the same. */
const headers = new Map<string, Promise<VideoHeader>>();

async function headerOf(ffmpeg: Ffmpeg, video: string): Promise<VideoHeader> {
  const { ino, size, mtimeMs } = statSync(video);
  const key = `${video} ${ino} ${size} ${mtimeMs}`;
  const header = headers.get(key) ?? queryHeader(ffmpeg.path, video).then((told) => told.header());
  headers.set(key, header);
  return await header;
}

const USUAL: Omit<SliceSettings & SliceRequest, "video"> = {
  ...{ fps: null, every: 1, startSeconds: 0, durationSeconds: null },
  ...{ widthPixels: null, heightPixels: null, format: "jpg", quality: null, firstIndex: 0 },
  ...{ squarePixels: false, toneMap: false, keyframes: false, maxDecodeErrors: "1%" },
};

/** Slices a video with the real slicer into a new folder below `parent`. @param traits as an older ffmpeg has them. */
export async function slice(
  video: string,
  parent: string,
  options: Partial<SliceSettings & SliceRequest> = {},
  signal: AbortSignal = new AbortController().signal,
  traits: Partial<VersionTraits> = {},
): Promise<Sliced> {
  const settings: SliceSettings & SliceRequest = { ...USUAL, video, ...options };
  const folder = await mkdtemp(join(parent, "frames %d "));
  known ??= await findFfmpeg(null);
  const header = await headerOf(known, video);
  const slicer = new FfmpegSlicer(settings, { ffmpeg: { ...known, ...traits }, header });
  return await outcomeOf(slicer, folder, signal);
}

/** What a slicer needs for a video that is sliced with these options. */
export async function slicerParts(
  video: string,
  options: Partial<SliceSettings & SliceRequest>,
): Promise<readonly [SliceSettings & SliceRequest, FfmpegForVideo]> {
  known ??= await findFfmpeg(null);
  return [
    { ...USUAL, video, ...options },
    { ffmpeg: known, header: await headerOf(known, video) },
  ];
}

/** The same of what comes through a pipe. */
export async function slicePiped(
  stream: Readable,
  parent: string,
  options: Partial<SliceSettings & SliceRequest> = {},
): Promise<Sliced> {
  const folder = await mkdtemp(join(parent, "frames %d "));
  known ??= await findFfmpeg(null);
  using piped = new PipedVideo(stream);
  const { signal } = new AbortController();
  const header = await piped.readHeader(known.path, signal);
  const settings = { ...USUAL, video: "standard input", ...options };
  const slicer = new FfmpegSlicer(settings, { ffmpeg: known, header, piped });
  return await outcomeOf(slicer, folder, signal);
}

/** Slices into a folder, and gathers what is left and told. */
export async function outcomeOf(
  slicer: Slicer,
  folder: string,
  signal: AbortSignal,
): Promise<Sliced> {
  const sliced: FrameSliced[] = [];
  const warnings: string[] = [];
  let leftOut: LeftOutCounts = {};
  const emit = (event: RunEvent): void => {
    if (event.type === "frameSliced") sliced.push(event);
    if (event.type === "framesLeftOut") leftOut = addLeftOut(leftOut, event.counts);
    if (event.type === "warningRaised") warnings.push(event.message);
  };
  const report = await slicer.slice(folder, emit, signal);
  const names = readdirSync(folder).toSorted();
  const found = await Promise.all(names.map((name) => slicer.timeOf(name)));
  const times = found.map(({ ptsSeconds }) => ptsSeconds);
  return { folder, names, times, report, leftOut, warnings };
}
