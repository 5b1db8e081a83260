/** A packet of a video, as ffmpeg's format `framecrc` lists it. */
export interface ListedPacket {
  /** Stream of the listing, from 0. */
  readonly stream: number;
  /** Presentation time in ticks; `null` for a packet without one. */
  readonly pts: number | null;
  readonly isKey: boolean;
  /** True if it is decoded and not shown, as an edit list may say. */
  readonly isDiscarded: boolean;
}

/**
 * Parses a line such as `0, -512, 0, 512, 1234, 0x5a5b9a1c, F=0x0`: stream, DTS, PTS, duration, size, checksum, and
 * the flags unless they are those of a keyframe. `null` for any other line.
 */
export function packetIn(line: string): ListedPacket | null {
  const [, stream = "", pts = "", flags = "1"] = PACKET.exec(line) ?? [];
  if (stream === "") return null;
  const bits = Number.parseInt(flags, 16);
  return {
    stream: Number(stream),
    pts: pts === NO_TIME ? null : Number(pts),
    isKey: (bits & KEY) !== 0,
    isDiscarded: (bits & DISCARD) !== 0,
  };
}

/** Length of a tick in a line such as `#tb 0: 1/12800`, in seconds; `null` for any other line. */
export function tickSecondsIn(line: string): number | null {
  const [, numerator, denominator] = /^#tb 0: (\d+)\/(\d+)/u.exec(line) ?? [];
  return numerator === undefined ? null : Number(numerator) / Number(denominator);
}

const PACKET = /^(\d+), *-?\w+, *(-?\w+), *-?\d+, *\d+, 0x[\da-f]+(?:, F=0x([\dA-F]+))?/u;
/** `AV_NOPTS_VALUE` */
const NO_TIME = String(-(2n ** 63n));
/** `AV_PKT_FLAG_KEY` and `AV_PKT_FLAG_DISCARD` */
const KEY = 1;
const DISCARD = 4;
