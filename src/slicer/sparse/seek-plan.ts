import type { PacketList } from "./packet-list.ts";

/** How one frame is reached without decoding all that comes before it. */
export interface Seek {
  /** Time of the frame on the clock of ffmpeg's filters, in whole microseconds. */
  readonly microseconds: number;
  /** Where to seek, in seconds from the start of the container; `null` to decode from the beginning. */
  readonly placeSeconds: number | null;
  /** Ticks at which decoding may begin: the frame is then as it is in one pass. */
  readonly cleanTicks: readonly number[];
  /** Number of frames that are decoded for it. */
  readonly runUpFrames: number;
}

/** The seek for each wanted frame. @param wanted positions of their packets in the order of decoding. */
export function planSeeks(packets: PacketList, wanted: readonly number[]): readonly Seek[] {
  return wanted.map((position) => planSeek(packets, position));
}

function planSeek(packets: PacketList, position: number): Seek {
  const { pts, tickSeconds, cleanKeyframes } = packets;
  const ticks = timeAt(packets, position);
  // Frames that follow a keyframe in the file, and are shown before it, may depend on the one before.
  let at = lastUpTo(cleanKeyframes, position);
  while (at > 0 && timeAt(packets, cleanKeyframes[at] ?? 0) > ticks) at -= 1;
  const key = cleanKeyframes[at] ?? 0;
  const keySeconds = timeAt(packets, key) * tickSeconds;
  return {
    microseconds: Math.round(ticks * tickSeconds * 1e6),
    placeSeconds: key === 0 ? null : keySeconds + seekMargin(packets, key),
    cleanTicks: cleanKeyframes
      .slice(Math.max(0, at - MAX_EARLIER_KEYFRAMES), at + 1)
      .map((clean) => pts[clean] ?? 0),
    runUpFrames: position - key + 1,
  };
}

/**
 * Seconds behind a keyframe that lead to it. ffmpeg seeks 3/23 s before the place in formats that are indexed by
 * decoding times, such as Matroska; the next keyframe must not be reached.
 */
function seekMargin(packets: PacketList, key: number): number {
  const { keyframes, tickSeconds } = packets;
  const next = keyframes[lastUpTo(keyframes, key) + 1];
  if (next === undefined) return SEEK_MARGIN_SECONDS;
  const gapSeconds = (timeAt(packets, next) - timeAt(packets, key)) * tickSeconds;
  return Math.max(0, Math.min(SEEK_MARGIN_SECONDS, gapSeconds / 2));
}

const SEEK_MARGIN_SECONDS = 0.2;
/** Keyframes before the planned one at which a seek may end up: more would cost more than was planned. */
const MAX_EARLIER_KEYFRAMES = 2;

function timeAt({ pts }: PacketList, position: number): number {
  return pts[position] ?? Number.NaN;
}

/** Index of the last of some rising numbers that is not above a limit; 0 if all are. */
function lastUpTo(rising: readonly number[], limit: number): number {
  let [low, high] = [0, rising.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((rising[middle] ?? 0) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
