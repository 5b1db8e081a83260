import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { FrameferryError } from "../../core/errors.ts";
import type { CroppedPart } from "../../core/frame/cropped-part.ts";
import { isSystemError } from "../../core/files/system-error.ts";
import type { ReportFrame } from "../../report/collect/report-picture.ts";
import { findFfmpeg, type Ffmpeg } from "../../slicer/find-ffmpeg.ts";
import { firstPicture, videoInputOptions } from "../../slicer/first-picture.ts";
import { runFfmpeg } from "../../slicer/ffmpeg-process.ts";
import { imagePath } from "../export/image-sizes.ts";
import type { ResultsSet } from "../export/results-sets.ts";

/** Where images of frames are to be had after a run: their files, or their video, if it is older than the results. */
export class PictureSource implements AsyncDisposable {
  readonly #signal: AbortSignal;
  readonly #videos = new Map<string, Video | null>();
  #folder: string | null = null;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** What it shows if only a part of the frame was sent; `null` if it is gone; a picture is an extra, whatever keeps it from being had. @throws the reason of the signal. */
  async imageOf(frame: ReportFrame, set: ResultsSet): Promise<FoundImage | null> {
    this.#signal.throwIfAborted();
    try {
      const image = await readFile(imagePath(frame, set.framesFolder));
      return { image, shows: frame.crop?.image ?? "whole" };
    } catch (error) {
      if (!isSystemError(error)) throw error;
    }
    if (frame.ptsSeconds === null) return null;
    const video = await this.#videoOf(frame.source, set);
    const image = video === null ? null : await this.#frameOf(video, frame.ptsSeconds);
    return image === null ? null : { image, shows: "whole" };
  }

  async #videoOf(source: string, { files }: ResultsSet): Promise<Video | null> {
    const path = resolve(source);
    const known = this.#videos.get(path);
    if (known !== undefined) return known;
    const video = await openVideo(path, files, this.#signal);
    this.#signal.throwIfAborted();
    this.#videos.set(path, video);
    return video;
  }

  async #frameOf({ path, ffmpeg, zeroSeconds }: Video, ptsSeconds: number): Promise<Buffer | null> {
    this.#folder ??= await mkdtemp(join(tmpdir(), "frameferry-report-"));
    const file = join(this.#folder, "frame.jpg");
    await rm(file, { force: true });
    // ffmpeg takes the first picture at or after the place.
    const place = Math.max(0, ptsSeconds - zeroSeconds - 0.001);
    const task = {
      input: `file:${path}`,
      inputOptions: [...videoInputOptions(path), "-ss", place.toFixed(6)],
      outputOptions: [
        "-map",
        "0:V:0",
        "-frames:v",
        "1",
        "-q:v",
        "3",
        "-f",
        "image2",
        "-update",
        "1",
      ],
      output: "frame.jpg",
    };
    const folder = { path: this.#folder, isPrivate: true };
    await runFfmpeg(ffmpeg.path, task, folder, { onLogLine: () => {} }, this.#signal);
    this.#signal.throwIfAborted();
    return await readFile(file).catch(() => null);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#folder !== null) await rm(this.#folder, { recursive: true, force: true });
  }
}

/** An image of a frame, and what it shows if only a part of the frame was sent. */
interface FoundImage {
  readonly image: Buffer;
  readonly shows: CroppedPart["image"];
}

interface Video {
  readonly path: string;
  readonly ffmpeg: Ffmpeg;
  readonly zeroSeconds: number;
}

/** `null` for what is no video, has changed since its results were written, or cannot be read without an ffmpeg. */
async function openVideo(
  path: string,
  results: readonly string[],
  signal: AbortSignal,
): Promise<Video | null> {
  try {
    const [video, written] = await Promise.all([stat(path), stat(results.at(-1) ?? "")]);
    if (!video.isFile() || video.mtimeMs > written.mtimeMs) return null;
    const ffmpeg = await findFfmpeg(null, signal);
    const { zeroSeconds } = await firstPicture(ffmpeg.path, path, signal);
    return { path, ffmpeg, zeroSeconds };
  } catch (error) {
    if (error instanceof FrameferryError || isSystemError(error)) return null;
    throw error;
  }
}
