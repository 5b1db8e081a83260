/** Color space of a video, by ffmpeg's names; `null` if unspecified. */
export interface VideoColors {
  /** Pixel format, such as `yuv420p10le`. */
  readonly pixelFormat: string | null;
  /** Matrix from R'G'B' to Y'CbCr, such as `bt709`. */
  readonly matrix: string | null;
  /** Transfer characteristics, such as `smpte2084` (PQ). */
  readonly transfer: string | null;
}

export const UNKNOWN_COLORS: VideoColors = { pixelFormat: null, matrix: null, transfer: null };

/**
 * Parses ffmpeg's description of a video stream: `h264 (High), yuv420p(tv, bt709, progressive), ...`, where
 * `matrix/primaries/transfer` is one name if all three are equal.
 */
export function videoColors(details: string): VideoColors {
  const [, pixelFormat = null, traits = ""] = PIXELS.exec(details) ?? [];
  const names = traits.split(", ").find((trait) => !NO_COLORS.test(trait)) ?? "";
  const [matrix = "", , transfer = matrix] = names.split("/");
  return { pixelFormat, matrix: known(matrix), transfer: known(transfer) };
}

/** Common name of a high dynamic range (ITU-R BT.2100); `null` for all other videos. */
export function hdrName({ transfer }: VideoColors): "PQ" | "HLG" | null {
  if (transfer === "smpte2084") return "PQ";
  return transfer === "arib-std-b67" ? "HLG" : null;
}

/** The pixel format follows the codec, whose profile and tag are in parentheses. */
const PIXELS = /^[^,(]+(?: \([^)]*\))*, (\w+)(?:\(([^)]*)\))?/u;

/** Range, field order, chroma location and significant bits. */
const NO_COLORS =
  /^(?:tv|pc|progressive|top first|bottom first|top coded first.*|bottom coded first.*|left|center|topleft|top|bottomleft|bottom|\d+ bpc|)$/u;

function known(name: string): string | null {
  return name === "" || name === "unknown" || name === "reserved" ? null : name;
}
