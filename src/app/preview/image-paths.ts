import { stat } from "node:fs/promises";
import { FrameferryError } from "../../core/errors.ts";
import { option } from "../../core/option-spelling.ts";
import type { PreviewOptions } from "../../options/preview-options.ts";
import { sliceSchema } from "../../options/slice-options.ts";
import { isLiveAddress, shownSource } from "../../slicer/live/live-address.ts";
import { isImageName, isNamedBy } from "../../watcher/frame-filter.ts";
import { STANDARD_INPUT } from "../jobs/standard-input.ts";
import { refuseNestedPaths } from "../paths/source-folders.ts";
import { unseenSource } from "../paths/unseen-source.ts";
import { checkFileRules } from "../sources/check-landed-rules.ts";

/** Where the images of a preview are. */
export interface ImagePaths {
  readonly folders: readonly string[];
  readonly files: readonly string[];
  readonly list: AsyncIterable<string> | null;
}

/**
 * Where the images are that the sources of a preview lead to; `null` if these are a video.
 *
 * @throws FrameferryError `ERR_OPTION` for a camera, several videos, and options that do not fit images;
 * `ERR_SOURCE_MISSING` and its like for what is not there.
 */
export async function imagePaths(
  options: PreviewOptions,
  list: AsyncIterable<string> | null,
): Promise<ImagePaths | null> {
  const paths = options.sources.filter((source) => source !== STANDARD_INPUT);
  const camera = paths.find(isLiveAddress);
  if (camera !== undefined)
    throw senseless(
      `${shownSource(camera)} is no file, and a preview is of frames that are there`,
      "name a video file, or a folder of images",
    );
  const kinds = await Promise.all(paths.map(async (path) => await kindOf(path, options.match)));
  const video = paths.find((_, at) => kinds[at] === "video");
  if (video !== undefined && (paths.length > 1 || list !== null))
    throw senseless(
      `${video} is a video, and a preview of a video is of no other source`,
      "make a preview of each",
    );
  if (video !== undefined) return null;
  refuseOptionsOfVideos(options);
  checkFileRules(options);
  const folders = paths.filter((_, at) => kinds[at] === "folder");
  const files = paths.filter((_, at) => kinds[at] === "image");
  refuseNestedPaths(folders, files);
  return { folders, files, list };
}

async function kindOf(
  path: string,
  match: readonly string[],
): Promise<"folder" | "image" | "video"> {
  try {
    if ((await stat(path)).isDirectory()) return "folder";
  } catch (cause) {
    throw unseenSource(path, cause as Error, {
      missing: `there is no file or folder ${path}`,
      remedy: "check the path",
    });
  }
  return isImageName(path) || isNamedBy(match)(path) ? "image" : "video";
}

/** @throws FrameferryError `ERR_OPTION` for an option that has no meaning for images. */
function refuseOptionsOfVideos(options: PreviewOptions): void {
  const keys = Object.keys(sliceSchema) as (keyof typeof sliceSchema)[];
  const given = keys.find((key) => {
    if (!(key in options) || key === "ffmpeg") return false;
    const value = options[key as keyof PreviewOptions];
    return Array.isArray(value) ? value.length > 0 : value !== sliceSchema[key].default;
  });
  if (given === undefined) return;
  throw senseless(
    `${option(given)} is for videos, and these are images`,
    `leave ${option(given)} out`,
  );
}

function senseless(message: string, remedy: string): FrameferryError {
  return new FrameferryError({ code: "ERR_OPTION", kind: "usage", message, remedy });
}
