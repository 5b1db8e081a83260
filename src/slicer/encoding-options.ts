import type { SliceSettings } from "./ffmpeg-arguments.ts";

/**
 * Encoder options with the cheapest decoding, by `npm run bench -- encoding`: png and webp take a third of
 * the CPU of ffmpeg's defaults for an eighth more bytes; jpg tables per image cost 7 %.
 */
export function encodingOptions(
  settings: Pick<SliceSettings, "format" | "quality">,
): readonly string[] {
  switch (settings.format) {
    case "jpg":
      return [
        "-c:v",
        "mjpeg",
        "-q:v",
        String(mjpegScale(settings.quality ?? 90)),
        "-huffman",
        "default",
      ];
    case "png":
      return ["-c:v", "png", "-pix_fmt", "rgb24", "-compression_level", "1", "-pred", "up"];
    case "webp":
      return [
        "-c:v",
        "libwebp",
        "-pix_fmt",
        "yuv420p",
        "-compression_level",
        "1",
        "-quality",
        String(settings.quality ?? 80),
      ];
  }
}

/**
 * ffmpeg's quantizer scale (2 best, 31 worst) for a quality of libjpeg. Both multiply a table: at quality q
 * libjpeg takes (200 - 2q) % of one whose mean is 57.6, or 5000/q % below 50; a step of ffmpeg's scale is
 * an eighth of one whose mean is 30, which is 6.5 % of the other.
 */
function mjpegScale(quality: number): number {
  const percentOfTable = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  return Math.min(31, Math.max(2, Math.round(percentOfTable / 6.5)));
}
