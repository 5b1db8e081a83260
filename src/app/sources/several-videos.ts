import { basename, join } from "node:path";
import { FrameferryError } from "../../core/errors.ts";
import { option } from "../../core/option-spelling.ts";
import type { RunOptions } from "../../options/run-options.ts";
import { checkStream, checkVideo } from "./run-video.ts";
import { STANDARD_INPUT } from "../jobs/standard-input.ts";

/**
 * The options of each of several videos that are run by one command: all that was said holds for each, and
 * a folder of frames gets one below it for each video, of the video's name.
 *
 * @throws FrameferryError for what does not fit, all videos that are missing at once; nothing was changed.
 */
export async function optionsOfVideos(
  options: RunOptions,
  videos: readonly string[],
): Promise<readonly RunOptions[]> {
  refuseSharedFolders(options, videos);
  const all = videos.map((video) => ({
    ...options,
    video,
    frames: framesFolderOf(options, video),
  }));
  const faults: FrameferryError[] = [];
  for (const each of all) {
    try {
      if (each.video === STANDARD_INPUT) await checkStream(each);
      else await checkVideo(each);
    } catch (error) {
      if (!(error instanceof FrameferryError) || error.kind !== "source") throw error;
      faults.push(error);
    }
  }
  const [first, ...others] = faults;
  if (first !== undefined) throw others.length === 0 ? first : joined(first, others);
  return all;
}

function framesFolderOf({ frames: framesFolder }: RunOptions, video: string): string | null {
  if (framesFolder === null) return null;
  return join(framesFolder, video === STANDARD_INPUT ? "stdin" : basename(video));
}

function refuseSharedFolders(options: RunOptions, videos: readonly string[]): void {
  const owners = new Map<string | null, string>();
  for (const video of videos) {
    const folder = framesFolderOf(options, video);
    const other = owners.get(folder);
    owners.set(folder, video);
    if (folder === null || other === undefined) continue;
    throw new FrameferryError({
      code: "ERR_OPTION",
      kind: "usage",
      message: `the frames of ${other} and ${video} would both be written to ${folder}`,
      remedy: `run them one at a time, each with its own ${option("frames")}`,
    });
  }
}

function joined(first: FrameferryError, others: readonly FrameferryError[]): FrameferryError {
  const messages = [first, ...others].map(({ message }) => message);
  const shown = messages.slice(0, MAX_SHOWN);
  if (shown.length < messages.length) shown.push(`and ${messages.length - shown.length} more`);
  return new FrameferryError({
    code: first.code,
    kind: first.kind,
    message: shown.join("; "),
    remedy: "nothing was run: check these paths, or leave them out",
  });
}

const MAX_SHOWN = 5;
