import { slicerFor } from "../../src/app/sources/run-video.ts";
import { runShape } from "../../src/options/run-options.ts";
import { checkOptions } from "../../src/options/options-schema.ts";
import type { ImageFormat } from "../../src/options/slice-options.ts";
import { findFfmpeg } from "../../src/slicer/find-ffmpeg.ts";

/** What of a clip to slice. */
export interface Slicing {
  readonly video: string;
  readonly format: ImageFormat;
  /** How much of it; `null` takes all. */
  readonly durationSeconds: number | null;
}

/** The ffmpeg that the program would take, or a refusal in a sentence. */
export async function ffmpegPath(): Promise<string> {
  return (await findFfmpeg(null)).path;
}

/** The very command that `frameferry run` starts, word by word; it writes into its working directory. */
export async function slicingCommand(slicing: Slicing): Promise<readonly string[]> {
  const options = checkOptions(runShape, { ...slicing, to: "http://127.0.0.1/" });
  return (await slicerFor(options)).commandLine;
}
