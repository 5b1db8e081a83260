import type { ImageFormat } from "../../src/options/slice-options.ts";
import { colorFilters } from "../../src/slicer/color-filters.ts";

/** An image encoding, as a change of the slicer's current arguments. */
export interface EncodingVariant {
  readonly name: string;
  readonly format: ImageFormat;
  /** Arguments from `-c:v` to the muxer's; `null` for the slicer's own. */
  readonly encoder: readonly string[] | null;
  /** Filters to add at the end. */
  readonly filters?: readonly string[];
}

/** The current encoding comes first for each format: all others are compared with it. */
export const ENCODING_VARIANTS: readonly EncodingVariant[] = [
  { name: "jpg: as it is now", format: "jpg", encoder: null },
  mjpeg("default tables", ["-huffman", "default"]),
  mjpeg("tables per image", ["-huffman", "optimal"]),
  mjpeg("tables per image, one thread", ["-threads:v", "1", "-huffman", "optimal"]),
  mjpeg("default tables, one thread", ["-threads:v", "1", "-huffman", "default"]),
  mjpeg("default tables, two threads", ["-threads:v", "2", "-huffman", "default"]),
  mjpeg("default tables, quick DCT", ["-huffman", "default", "-dct", "fastint"]),
  {
    ...mjpeg("default tables, range by lookup", ["-huffman", "default"]),
    filters: [fullRangeByLookup()],
  },
  {
    ...mjpeg("default tables, colors of BT.709", ["-huffman", "default"]),
    filters: colors("jpg", "bt709", null),
  },
  {
    ...mjpeg("default tables, colors through RGB", ["-huffman", "default"]),
    filters: ["format=gbrp", "scale=out_color_matrix=bt601:out_range=full"],
  },
  {
    ...mjpeg("default tables, HDR to SDR", ["-huffman", "default"]),
    filters: colors("jpg", "bt2020nc", "smpte2084"),
  },
  { name: "png: as it is now", format: "png", encoder: null },
  png("level 1", ["-compression_level", "1"]),
  png("level 1, up", ["-compression_level", "1", "-pred", "up"]),
  png("level 1, sub", ["-compression_level", "1", "-pred", "sub"]),
  png("level 1, paeth", ["-compression_level", "1", "-pred", "paeth"]),
  png("level 3, up", ["-compression_level", "3", "-pred", "up"]),
  { name: "webp: as it is now", format: "webp", encoder: null },
  ...["0", "1", "2", "3", "4", "6"].map((level) =>
    webp(`level ${level}`, ["-compression_level", level]),
  ),
  {
    ...webp("level 1, colors of BT.709", ["-compression_level", "1"]),
    filters: colors("webp", "bt709", null),
  },
];

function mjpeg(name: string, options: readonly string[]): EncodingVariant {
  return {
    name: `jpg: ${name}`,
    format: "jpg",
    encoder: ["-c:v", "mjpeg", "-q:v", "3", ...options],
  };
}

function png(name: string, options: readonly string[]): EncodingVariant {
  return {
    name: `png: ${name}`,
    format: "png",
    encoder: ["-c:v", "png", "-pix_fmt", "rgb24", ...options],
  };
}

function webp(name: string, options: readonly string[]): EncodingVariant {
  const encoder = ["-c:v", "libwebp", "-pix_fmt", "yuv420p", "-quality", "80", ...options];
  return { name: `webp: ${name}`, format: "webp", encoder };
}

/** The slicer's filters for a video with this color space; the clip itself has none. */
function colors(format: ImageFormat, matrix: string, transfer: string | null): readonly string[] {
  return colorFilters(
    { format, toneMap: transfer !== null },
    { pixelFormat: "yuv420p", matrix, transfer },
  );
}

/** From video range, 16 to 235 (chroma to 240), to JPEG range, 0 to 255 (ITU-R BT.601, JFIF). */
function fullRangeByLookup(): string {
  const luma = "clip((val-16)*255/219+0.5,0,255)";
  const chroma = "clip((val-128)*255/224+128.5,0,255)";
  return `format=yuv420p,lutyuv=y='${luma}':u='${chroma}':v='${chroma}',setrange=pc,format=yuvj420p`;
}

/**
 * The slicer's command with another encoder.
 *
 * @throws Error if the command no longer has the parts that are replaced here.
 */
export function withEncoding(
  command: readonly string[],
  { encoder, filters = [] }: EncodingVariant,
): readonly string[] {
  const encoderAt = command.indexOf("-c:v");
  const muxerAt = command.lastIndexOf("-f");
  const filtersAt = command.indexOf("-vf") + 1;
  if (encoderAt < 0 || muxerAt < encoderAt || filtersAt === 0) {
    throw new Error(`the slicer's command has changed: ${command.join(" ")}`);
  }
  const words = [
    ...command.slice(0, encoderAt),
    ...(encoder ?? command.slice(encoderAt, muxerAt)),
    ...command.slice(muxerAt),
  ];
  words[filtersAt] = [words[filtersAt], ...filters].join(",");
  return words;
}
