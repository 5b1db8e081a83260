import { hdrName, type VideoColors } from "./video-colors.ts";

/** What becomes of the colors. */
export interface ColorSettings {
  readonly format: "jpg" | "png" | "webp";
  /** Whether HDR is to become SDR. */
  readonly toneMap: boolean;
}

/**
 * Filters that give a picture the colors that its image format means: Y'CbCr of ITU-R BT.601, of full
 * range in a JPEG (JFIF 1.02), of video range in a WebP (libwebp's `yuv.h`). None where ffmpeg's own
 * conversion gets there: from RGB, gray, and BT.601, which it also takes what is not marked for.
 *
 * `scale=out_color_matrix=bt601` would do it in ffmpeg 5.1 alone: 4.1 makes it coarse, and 7.0 leaves the
 * matrix as it is. The filter `colorspace` does the same in each, and faster than ffmpeg's own change of
 * range, by `npm run bench -- encoding`.
 */
export function colorFilters(
  { format, toneMap }: ColorSettings,
  colors: VideoColors,
): readonly string[] {
  if (toneMap && hdrName(colors) !== null) return toneMapping(colors);
  const source = colors.matrix === null ? undefined : SOURCES[colors.matrix];
  if (format === "png") return [];
  if (source !== undefined) return fromMatrix(source, format, colors);
  // ffmpeg takes it for granted that what has the pixels of a video has its range.
  return format === "webp" ? ["scale=out_range=tv"] : [];
}

function fromMatrix(
  source: string,
  format: "jpg" | "webp",
  colors: VideoColors,
): readonly string[] {
  // A WebP has 4:2:0 alone, and ffmpeg 7.0 mistakes the range of what it would have to bring to that.
  const sampling = format === "webp" ? "420" : chromaSampling(colors.pixelFormat ?? "");
  const readable = DEPTHS.map((depth) => `yuv${sampling}p${depth}`);
  const range = format === "jpg" ? "pc" : "tv";
  return [
    `format=${[...readable, `yuvj${sampling}p`].join("|")}`,
    // `fast`: the matrix and the range alone change, as in a decoder that knows of nothing else.
    `colorspace=iall=${source}:all=smpte170m:range=${range}:fast=1:format=yuv${sampling}p`,
  ];
}

/** Matrices that are not that of BT.601, and how the filter `colorspace` names what has them. */
const SOURCES: Readonly<Record<string, string>> = {
  bt709: "bt709",
  smpte240m: "smpte240m",
  bt2020nc: "bt2020",
  bt2020c: "bt2020",
};

/** Bits that the filter `colorspace` reads, as the ends of pixel formats. */
const DEPTHS = ["", "10le", "12le"] as const;

/** It changes no subsampling: what others have is brought to one of its own first. */
function chromaSampling(pixelFormat: string): "420" | "422" | "444" {
  if (pixelFormat.includes("444")) return "444";
  return pixelFormat.includes("422") ? "422" : "420";
}

/**
 * From PQ or HLG of BT.2020 to SDR of BT.709, with 100 cd/m2 as white; as RGB, from which ffmpeg's own
 * conversion leads to any image format.
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
