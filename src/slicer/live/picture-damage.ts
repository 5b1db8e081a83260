import { taggedLine } from "../log-lines.ts";
import { readArrival } from "./arrivals.ts";

/**
 * Tells which pictures of a connection are broken, from the log of its ffmpeg: those in which something is missing, and
 * all that build on them, up to the next whole keyframe.
 *
 * ffmpeg decodes them all the same, fills the holes with what was there before, and says so for some of them only.
 */
export class PictureDamage {
  readonly #onlyKeyframes: boolean;
  #codec: string | null = null;
  #hasPictures = false;
  #flaw: string | null = null;
  /** Pictures that have come since the last sign of damage. */
  #sinceSign = 0;
  #signAtMs = 0;

  /** @param onlyKeyframes true if no other pictures are decoded. */
  constructor(onlyKeyframes: boolean) {
    this.#onlyKeyframes = onlyKeyframes;
  }

  /** Why the picture that came last is broken; `null` if it is whole. */
  get flaw(): string | null {
    return this.#flaw;
  }

  /** Reads the next line of the log. @param nowMs on the monotonic clock. */
  read(line: string, nowMs: number): void {
    const arrival = readArrival(line);
    if (arrival !== null) return this.#arrive(arrival.isKeyframe, nowMs);
    this.#codec ??= VIDEO_STREAM.exec(line)?.[1] ?? null;
    const flaw = this.#flawIn(line);
    if (flaw === null) return;
    this.#flaw = flaw;
    this.#signAtMs = nowMs;
    // Until the first keyframe, ffmpeg complains of what it cannot decode, and shows none of it.
    this.#sinceSign = this.#hasPictures ? 0 : Number.POSITIVE_INFINITY;
  }

  #arrive(isKeyframe: boolean, nowMs: number): void {
    this.#hasPictures = true;
    this.#sinceSign += 1;
    const isWhole = isKeyframe && this.#sinceSign > this.#maxHeldPictures;
    if (isWhole || nowMs - this.#signAtMs > MAX_SMEAR_MS) this.#flaw = null;
  }

  get #isIntraOnly(): boolean {
    return this.#onlyKeyframes || this.#codec === "mjpeg";
  }

  get #maxHeldPictures(): number {
    return this.#isIntraOnly ? 1 : MAX_HELD_PICTURES;
  }

  #flawIn(line: string): string | null {
    const tags = taggedLine(line);
    if (tags === null) return null;
    const { component, level, text } = tags;
    if (LOST_PACKETS.test(text)) return this.#isIntraOnly ? null : PACKETS_LOST;
    const isOfDecoder = component === this.#codec && level === "error" && !HARMLESS.test(text);
    return isOfDecoder || CONCEALED.test(text) ? DECODED_IN_PART : null;
  }
}

const PACKETS_LOST = "the picture is broken: packets were lost since the last keyframe";
const DECODED_IN_PART =
  "the picture is broken: it, or one that it builds on, could be decoded only in part";

const VIDEO_STREAM = /^\[info\]\s+Stream #0:\d+.*?: Video: (\w+)/u;
/** Of the demuxers of RTP and MPEG-TS. */
const LOST_PACKETS =
  /^RTP: missed \d+ packets|^RTP: dropping old packet|^Packet corrupt|^Continuity check failed/u;
/** Of ffmpeg itself, and of its decoders, in all versions. */
const CONCEALED = /corrupt decoded frame|^concealing \d+ DC, \d+ AC, \d+ MV errors/u;
/** About what comes beside the picture. */
const HARMLESS = /\bSEI\b|\bAPP\d* fields?\b/u;

/**
 * ffmpeg tells of damage before the picture comes out of the decoder, which may hold back some that are shown later
 * than they are sent, and, since ffmpeg 7, of a queue behind it. A keyframe among them may be older than the damage.
 */
const MAX_HELD_PICTURES = 4;
/** A stream whose keyframes are farther apart has none: it renews its picture bit by bit. */
const MAX_SMEAR_MS = 30_000;
