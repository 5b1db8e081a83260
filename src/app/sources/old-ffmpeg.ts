import { FrameferryError } from "../../core/errors.ts";
import { option } from "../../core/option-spelling.ts";
import type { Ffmpeg } from "../../slicer/find-ffmpeg.ts";
import type { LiveAddress } from "../../slicer/live/live-address.ts";

/** @throws FrameferryError `ERR_FFMPEG_BROKEN` for an ffmpeg that is too old for a camera. */
export function refuseOldFfmpeg(
  { kind }: LiveAddress,
  { path, version, hasScriptOptions }: Ffmpeg,
): void {
  if (hasScriptOptions || kind === "device" || kind === "test") return;
  throw new FrameferryError({
    code: "ERR_FFMPEG_BROKEN",
    kind: "environment",
    message: `${path} is version ${version}, and cameras and streams need ffmpeg 5.0 or newer`,
    remedy: `install a newer one, or name one with ${option("ffmpeg")}`,
  });
}
