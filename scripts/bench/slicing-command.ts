import { slicerFor } from "../../src/app/sources/run-video.ts";
import { runSchema } from "../../src/options/run-options.ts";
import { checkOptions } from "../../src/options/options-schema.ts";
import type { ImageFormat } from "../../src/options/slice-options.ts";
import { findFfmpeg } from "../../src/slicer/find-ffmpeg.ts";

/** Part of a clip to slice. */
export interface Slicing {
  readonly video: string;
  readonly format: ImageFormat;
  /** Duration of the part, in seconds; `null` for all. */
  readonly durationSeconds: number | null;
}

/** Path of the ffmpeg that the program would use. @throws an error with the reason. */
export async function ffmpegPath(): Promise<string> {
  return (await findFfmpeg(null)).path;
}

/** The command that `frameferry run` starts; it writes into its working directory. */
export async function slicingCommand(slicing: Slicing): Promise<readonly string[]> {
  const options = checkOptions(runSchema, { ...slicing, to: "http://127.0.0.1/" });
  return (await (await slicerFor(options)).plan()).commandLine;
}
