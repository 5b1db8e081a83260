import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CroppedPart } from "../../core/frame/cropped-part.ts";
import type { FrameferryError } from "../../core/errors.ts";
import type { SliceSettings } from "../../slicer/ffmpeg-arguments.ts";
import type { FfmpegForVideo } from "../../slicer/find-ffmpeg.ts";
import type { SliceRequest } from "../../slicer/slice-length.ts";
import type { FrameTally } from "./frame-tally.ts";

/** A video whose frames are looked at. */
export interface PreviewTask {
  readonly slicing: SliceSettings & SliceRequest;
  readonly found: FfmpegForVideo;
  /** Part of the pictures that the images show; `null` for all of them. */
  readonly crop: CroppedPart | null;
  /** Folder for images. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** What has become of the frames of a video. */
export interface JudgedVideo {
  readonly tally: FrameTally;
  /** Size of the images that would be sent, in bytes; `null` if no images were made. */
  readonly sentBytes: number | null;
  /** Why some are missing; `null` if none are. */
  readonly problem: FrameferryError | null;
  readonly warnings: readonly string[];
}

/** A folder that goes with all that is in it. */
export async function scratchFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "frameferry-preview-"));
  return {
    path,
    [Symbol.asyncDispose]: async () => await rm(path, { recursive: true, force: true }),
  };
}
