import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FrameferryError } from "../../core/errors.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import { type Frame, NO_TIME } from "../../core/frame/frame.ts";
import { command, option } from "../../core/option-spelling.ts";
import { loadWith } from "../../core/packages/optional-packages.ts";
import type { TuneOptions } from "../../options/tune-options.ts";
import { checkVideoFile } from "../../slicer/check-video-file.ts";
import { FfmpegSlicer } from "../../slicer/ffmpeg-slicer.ts";
import { findFfmpegFor } from "../../slicer/find-ffmpeg.ts";
import type { FrameSample } from "../../tune/tune-report.ts";
import type { LandedFile } from "../../watcher/watcher.ts";
import { firstImages } from "./first-images.ts";
import { folderIdentity } from "../jobs/frame-identities.ts";
import { misnamedSource } from "../sources/misnamed-source.ts";
import { answerOfFfmpeg } from "../sources/slow-ffmpeg.ts";

/** Frames to send over and over; those that were made for it go with it. */
export interface OpenSample extends AsyncDisposable {
  readonly frames: readonly [Frame, ...Frame[]];
  readonly about: FrameSample;
}

/**
 * Finds, slices or makes the frames.
 *
 * @throws FrameferryError where the folder or video holds none; the signal's reason when it aborts.
 */
export async function openSample(
  options: Pick<TuneOptions, "images" | "video" | "ffmpeg">,
  emit: EventListener,
  signal: AbortSignal,
): Promise<OpenSample> {
  const { images: folder, video } = options;
  if (folder !== null && video !== null) throw twoSources();
  if (folder !== null) {
    const frames = await framesIn(folder, MAX_IMAGES, emit, signal);
    return sampleOf(frames, { kind: "folder", path: folder }, async () => {});
  }
  await using scratch = await makeScratchFolder();
  if (video === null) await writePictures(scratch.path);
  else await sliceBeginning(video, options.ffmpeg, scratch.path, { emit, signal });
  const frames = await framesIn(scratch.path, MAX_SLICED, emit, signal);
  const kind = video === null ? "demo" : "video";
  return sampleOf(frames, { kind, path: video }, scratch.keep());
}

const MAX_IMAGES = 200;
const MAX_SLICED = 100;
const PICTURES = 16;

async function framesIn(
  folder: string,
  most: number,
  emit: EventListener,
  signal: AbortSignal,
): Promise<readonly Frame[]> {
  const files = await firstImages(folder, most, emit, signal);
  return files.map((file) => frameOf(file, folder));
}

function frameOf(file: LandedFile, folder: string): Frame {
  const { defect: _, ...facts } = file;
  return { ...facts, source: folder, identity: folderIdentity(folder)(file), ...NO_TIME };
}

function sampleOf(
  frames: readonly Frame[],
  { kind, path }: Pick<FrameSample, "kind" | "path">,
  dispose: () => Promise<void>,
): OpenSample {
  const byteLength = frames.reduce((sum, frame) => sum + frame.byteLength, 0);
  return {
    frames: frames as OpenSample["frames"],
    about: { kind, path, count: frames.length, byteLength },
    [Symbol.asyncDispose]: dispose,
  };
}

async function writePictures(folder: string): Promise<void> {
  const what = `${command("tune")} without ${option("images")} or ${option("video")}`;
  const { writeDemoPictures } = await loadWith(
    { what, packages: ["sharp"] },
    async () => await import("../../demo/demo-pictures.ts"),
  );
  await writeDemoPictures(folder, PICTURES);
}

/** Slices the first frames of a video, and ends ffmpeg when there are enough. */
async function sliceBeginning(
  video: string,
  ffmpegPath: string | null,
  folder: string,
  { emit, signal }: { readonly emit: EventListener; readonly signal: AbortSignal },
): Promise<void> {
  refuseNoVideo(video);
  await checkVideoFile(video);
  const found = await answerOfFfmpeg(findFfmpegFor(video, ffmpegPath, signal), emit);
  const slicer = new FfmpegSlicer({ ...AS_IT_IS, video }, found);
  const enough = new AbortController();
  const countDown: EventListener = (event) => {
    if (event.type === "frameSliced" && event.index >= MAX_SLICED) enough.abort();
  };
  const either = AbortSignal.any([signal, enough.signal]);
  const { problem, frameCount } = await slicer.slice(folder, countDown, either);
  if (problem !== null && frameCount === 0) throw problem;
}

const AS_IT_IS = {
  fps: null,
  every: 1,
  startSeconds: 0,
  durationSeconds: null,
  widthPixels: null,
  heightPixels: null,
  squarePixels: false,
  toneMap: false,
  keyframes: false,
  format: "jpg",
  quality: null,
  firstIndex: 0,
  maxDecodeErrors: "100%",
} as const;

/** A folder of our own, which goes with its scope unless somebody keeps it. */
interface ScratchFolder extends AsyncDisposable {
  readonly path: string;
  /** Leaves it there. @returns what removes it. */
  readonly keep: () => () => Promise<void>;
}

async function makeScratchFolder(): Promise<ScratchFolder> {
  const path = await mkdtemp(join(tmpdir(), "frameferry-tune-"));
  const remove = async (): Promise<void> => await rm(path, { recursive: true, force: true });
  let isKept = false;
  return {
    path,
    keep: () => {
      isKept = true;
      return remove;
    },
    [Symbol.asyncDispose]: async () => {
      if (!isKept) await remove();
    },
  };
}

function refuseNoVideo(video: string): void {
  const misnamed = misnamedSource(video, "run");
  if (misnamed === null) return;
  throw new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: misnamed.message,
    remedy: `${option("video")} takes a video file, and ${option("images")} a folder of images`,
  });
}

function twoSources(): FrameferryError {
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `${option("images")} and ${option("video")} exclude each other: name one source of frames`,
  });
}
