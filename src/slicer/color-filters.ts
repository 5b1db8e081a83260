import { hdrName, type VideoColors } from "./video-colors.ts";

/** Color conversion of a slice. */
export interface ColorSettings {
  readonly format: "jpg" | "png" | "webp";
  /** True to convert HDR to SDR. */
  readonly toneMap: boolean;
}

/**
 * Filters that convert a picture to the colors of its image format: Y'CbCr of ITU-R BT.601, full range in a
 * JPEG (JFIF 1.02), video range in a WebP (libwebp's `yuv.h`). None where ffmpeg's own conversion is right:
 * from RGB, gray, and BT.601, which it also assumes without a label.
 *
 * `scale=out_color_matrix=bt601` works in ffmpeg 5.1 alone: 4.1 is coarse, and 7.0 keeps the matrix. The
 * filter `colorspace` works in each, and faster than ffmpeg's own range conversion, by `npm run bench --
 * encoding`.
 */
export function colorFilters(
  { format, toneMap }: ColorSettings,
  colors: VideoColors,
): readonly string[] {
  if (toneMap && hdrName(colors) !== null) return toneMapping(colors);
  const source = colors.matrix === null ? undefined : SOURCES[colors.matrix];
  if (format === "png") return [];
  if (source !== undefined) return fromMatrix(source, format, colors);
  // ffmpeg assumes video range for any video pixel format.
  return format === "webp" ? ["scale=out_range=tv"] : [];
}

function fromMatrix(
  source: string,
  format: "jpg" | "webp",
  colors: VideoColors,
): readonly string[] {
  // WebP supports 4:2:0 only, and ffmpeg 7.0 gets the range wrong when it has to convert to that.
  const sampling = format === "webp" ? "420" : chromaSampling(colors.pixelFormat ?? "");
  const readable = DEPTHS.map((depth) => `yuv${sampling}p${depth}`);
  const range = format === "jpg" ? "pc" : "tv";
  return [
    `format=${[...readable, `yuvj${sampling}p`].join("|")}`,
    // `fast` converts matrix and range alone, as simple decoders do.
    `colorspace=iall=${source}:all=smpte170m:range=${range}:fast=1:format=yuv${sampling}p`,
  ];
}

/** Matrices other than BT.601's, with their names in the filter `colorspace`. */
const SOURCES: Readonly<Record<string, string>> = {
  bt709: "bt709",
  smpte240m: "smpte240m",
  bt2020nc: "bt2020",
  bt2020c: "bt2020",
};

/** Bit depths that the filter `colorspace` reads, as suffixes of pixel formats. */
const DEPTHS = ["", "10le", "12le"] as const;

/** The filter keeps the subsampling: other ones are converted to one that it supports first. */
function chromaSampling(pixelFormat: string): "420" | "422" | "444" {
  if (pixelFormat.includes("444")) return "444";
  return pixelFormat.includes("422") ? "422" : "420";
}

/**
 * Tone mapping from PQ or HLG of BT.2020 to SDR of BT.709, with 100 cd/m2 as white; the result is RGB,
 * which ffmpeg converts to any image format.
 */
function toneMapping({ matrix, transfer }: VideoColors): readonly string[] {
  const source = `min=${matrix === "bt2020c" ? "2020_cl" : "2020_ncl"}:pin=2020:tin=${transfer}`;
  return [
    `zscale=${source}:t=linear:npl=100`,
    "format=gbrpf32le",
    "zscale=p=709",
    "tonemap=mobius:desat=0",
    "zscale=t=709:m=gbr:r=pc",
    "format=gbrp",
  ];
}
