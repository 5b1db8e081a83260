import { type Crop, cropBox, cropFromText } from "../core/image/crop.ts";
import type { CroppedPart } from "../core/frame/cropped-part.ts";
import type { PixelSize } from "../core/image/image-size.ts";
import { hdrName, type VideoColors } from "./video-colors.ts";
import type { ShownPicture } from "./shown-picture.ts";

/** Settings that decide which part of a video is sliced, and in which form. */
export interface CropSettings {
  /** Part of the picture, as `cropFromText` reads it; `null` for all of it. @default null */
  readonly crop?: string | null;
  readonly squarePixels: boolean;
  readonly widthPixels: number | null;
  readonly heightPixels: number | null;
  readonly format: "jpg" | "png" | "webp";
  readonly toneMap: boolean;
}

/** What of a video decides on its part. */
export interface CropFacts {
  /** `null` if its size is unknown. @default null */
  readonly picture?: ShownPicture | null;
  readonly colors: VideoColors;
}

/**
 * The part of the pictures of a video that is sliced; `null` for all of it.
 *
 * @returns why there is none, as the end of a sentence, where it does not lie within the picture.
 */
export function slicedPart(
  settings: CropSettings,
  picture: ShownPicture,
): CroppedPart | string | null {
  const crop = cropOf(settings);
  if (crop === null) return null;
  const frame = wholeSize(settings, picture);
  const box = cropBox(crop, frame);
  return typeof box === "string"
    ? box
    : { ...box, frame, sent: sentSize(settings, box), image: "part" };
}

/**
 * Filters that cut the part out, before anything looks at the picture. None without a crop.
 *
 * The first one converts pictures whose size changes within the video to that of the first one, since `crop` reads
 * beyond the end of a smaller one. Without a known size, for a plan alone, parts stand there as ffmpeg's expressions.
 */
export function cropFilters(settings: CropSettings, facts: CropFacts): readonly string[] {
  const crop = cropOf(settings);
  if (crop === null) return [];
  const { picture = null } = facts;
  const part = picture === null ? null : slicedPart(settings, picture);
  if (part === null || typeof part === "string")
    return [...planFilters(settings), ...inFullChroma(settings, facts), cropExpression(crop)];
  const { frame, ...box } = part;
  return [
    `scale=${frame.width}:${frame.height}`,
    ...(settings.squarePixels ? ["setsar=1"] : []),
    ...(keepsChroma(box, facts.colors) ? [] : inFullChroma(settings, facts)),
    `crop=${box.width}:${box.height}:${box.x}:${box.y}:exact=1`,
  ];
}

/** Colors of what comes out of these filters. */
export function croppedColors(settings: CropSettings, facts: CropFacts): VideoColors {
  const isFull = cropFilters(settings, facts).some((filter) => filter === FULL_CHROMA);
  return isFull ? { ...facts.colors, pixelFormat: "yuv444p" } : facts.colors;
}

function cropOf({ crop = null }: CropSettings): Crop | null {
  const found = crop === null ? null : cropFromText(crop);
  return typeof found === "string" ? null : found;
}

function planFilters({ squarePixels }: CropSettings): readonly string[] {
  return squarePixels
    ? ["scale=w='round(iw*max(1,sar))':h='round(ih*max(1,1/sar))'", "setsar=1"]
    : ["scale"];
}

function cropExpression({ unit, x, y, width, height }: Crop): string {
  if (unit === "pixels") return `crop=${width}:${height}:${x}:${y}:exact=1`;
  const across = `w='round(iw*${x + width})-round(iw*${x})':x='round(iw*${x})'`;
  return `crop=${across}:h='round(ih*${y + height})-round(ih*${y})':y='round(ih*${y})':exact=1`;
}

/** Size of the whole picture, before its part is scaled. */
function wholeSize({ squarePixels }: CropSettings, picture: ShownPicture): PixelSize {
  const { width, height, pixelAspect } = picture;
  if (!squarePixels) return { width, height };
  return {
    width: Math.round(width * Math.max(1, pixelAspect)),
    height: Math.round(height * Math.max(1, 1 / pixelAspect)),
  };
}

/** As the filter `scale` has it: a side that is not given keeps the aspect. */
function sentSize(
  { widthPixels, heightPixels }: CropSettings,
  { width, height }: PixelSize,
): PixelSize {
  return {
    width: widthPixels ?? Math.max(1, Math.round((width * (heightPixels ?? height)) / height)),
    height: heightPixels ?? Math.max(1, Math.round((height * (widthPixels ?? width)) / width)),
  };
}

/** True if the part begins where a color does, of those that several pixels share. */
function keepsChroma({ x, y }: { x: number; y: number }, { pixelFormat }: VideoColors): boolean {
  const [across, down] = CHROMA.find(([name]) => name.test(pixelFormat ?? ""))?.[1] ?? UNKNOWN;
  return x % across === 0 && y % down === 0;
}

const UNKNOWN = [4, 4] as const;

/** Pixels that share a color in ffmpeg's pixel formats, across and down. */
const CHROMA: readonly (readonly [RegExp, readonly [number, number]])[] = [
  [/420|^nv(?:12|21)|^p01[0-6]/u, [2, 2]],
  [/422|^nv(?:16|20)|^p21[0-6]/u, [2, 1]],
  [/440/u, [1, 2]],
  [/411/u, [4, 1]],
  [/444|^nv(?:24|42)|^gbr|^rgb|^bgr|^argb|^abgr|^[0x](?:rgb|bgr)|^gray|^pal8|^mono|^ya/u, [1, 1]],
];

/**
 * A filter that gives each pixel a color of its own; for a PNG that of its red, green and blue, so that these are those of
 * the whole picture.
 */
function inFullChroma({ format, toneMap }: CropSettings, { colors }: CropFacts): readonly string[] {
  const isMapped = toneMap && hdrName(colors) !== null;
  return [format === "png" && !isMapped ? "format=rgb24" : FULL_CHROMA];
}

const FULL_CHROMA =
  "format=yuv444p|yuvj444p|yuv444p10le|yuv444p12le|yuva444p|gbrp|gbrp10le|rgb24|rgba|gray";
