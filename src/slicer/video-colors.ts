/** How the numbers of a picture mean colors, by ffmpeg's names; `null` where the video does not say. */
export interface VideoColors {
  /** Of the pixels, such as `yuv420p10le`. */
  readonly pixelFormat: string | null;
  /** From R'G'B' to Y'CbCr, such as `bt709`. */
  readonly matrix: string | null;
  /** Transfer characteristics, such as `smpte2084` (PQ). */
  readonly transfer: string | null;
}

export const UNKNOWN_COLORS: VideoColors = { pixelFormat: null, matrix: null, transfer: null };

/**
 * Reads them from what ffmpeg says of a video stream: `h264 (High), yuv420p(tv, bt709, progressive), ...`,
 * where `matrix/primaries/transfer` stand for one name unless all three are the same.
 */
export function videoColors(details: string): VideoColors {
  const [, pixelFormat = null, traits = ""] = PIXELS.exec(details) ?? [];
  const names = traits.split(", ").find((trait) => !NO_COLORS.test(trait)) ?? "";
  const [matrix = "", , transfer = matrix] = names.split("/");
  return { pixelFormat, matrix: known(matrix), transfer: known(transfer) };
}

/** High dynamic range, as people call it: `null` for all other videos. ITU-R BT.2100. */
export function hdrName({ transfer }: VideoColors): "PQ" | "HLG" | null {
  if (transfer === "smpte2084") return "PQ";
  return transfer === "arib-std-b67" ? "HLG" : null;
}

/** The pixel format is the first thing behind the codec, whose profile and tag stand in brackets. */
const PIXELS = /^[^,(]+(?: \([^)]*\))*, (\w+)(?:\(([^)]*)\))?/u;

/** The range, the order of the fields, where the chroma lies, and how many bits count. */
const NO_COLORS =
  /^(?:tv|pc|progressive|top first|bottom first|top coded first.*|bottom coded first.*|left|center|topleft|top|bottomleft|bottom|\d+ bpc|)$/u;

function known(name: string): string | null {
  return name === "" || name === "unknown" || name === "reserved" ? null : name;
}
