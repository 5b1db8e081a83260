import { FrameferryError } from "../core/errors.ts";
import type { CroppedPart } from "../core/frame/cropped-part.ts";
import { option } from "../core/option-spelling.ts";
import { type CropSettings, slicedPart } from "./crop-filters.ts";
import type { ShownPicture } from "./shown-picture.ts";
import type { VideoHeader } from "./video-header.ts";

/**
 * The part of a video or camera that is sliced; `null` for all of its picture.
 *
 * @param picture `null` if its size is unknown.
 * @param name of the video or camera, in messages.
 * @throws FrameferryError `ERR_OPTION` for a part that does not lie within the picture.
 */
export function partOfVideo(
  settings: CropSettings,
  picture: ShownPicture | null,
  name: string,
): CroppedPart | null {
  const { crop = null } = settings;
  if (crop === null) return null;
  if (picture === null)
    throw outside(
      `${name} does not say how large its picture is, so that ${option("crop")} cannot be applied`,
    );
  const part = slicedPart(settings, picture);
  if (typeof part === "string") throw cropOutside(crop, name, part);
  return part;
}
/** The same by the header of a video; `null` also for what ffmpeg cannot read as a video, which slicing tells of. */
export function partByHeader(
  settings: CropSettings,
  { picture = null, stream = null }: VideoHeader,
  name: string,
): CroppedPart | null {
  return picture === null && stream === null ? null : partOfVideo(settings, picture, name);
}

/** @param why as the end of a sentence. */
function cropOutside(crop: string, name: string, why: string): FrameferryError {
  return outside(`${name}: ${option("crop", crop)} ${why}`);
}

function outside(message: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message,
    remedy: `name a part that lies within the picture, such as ${option("crop", "0.25,0,0.5,1")} for its middle`,
  });
}
