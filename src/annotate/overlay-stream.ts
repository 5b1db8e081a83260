import type { PixelSize } from "../core/image/image-size.ts";
import { overlayPng } from "../pictures/drawing/draw-findings.ts";
import type { DrawingTime } from "./drawing-times.ts";
import { ivfHeader, ivfPicture } from "./ivf.ts";

/** Sizes and clock of a video. */
export interface VideoFrame {
  /** Size of its pictures, in pixels. */
  readonly size: PixelSize;
  /** Size of the images in whose pixels boxes count. */
  readonly imageSize: PixelSize;
  /** Time of the results at which ffmpeg's clock of the video is 0, in seconds. */
  readonly zeroSeconds: number;
}

/** Overlays for a video as a stream in the form of IVF, from the start of the video to behind its end. */
export async function* overlayStream(
  times: Iterable<DrawingTime>,
  frame: VideoFrame,
): AsyncIterable<Buffer> {
  yield ivfHeader(frame.size);
  const nothing = await overlayPng(
    { findings: [], text: null, imageSize: frame.imageSize },
    frame.size,
  );
  /** Overlays that are being drawn, in the order of their times. */
  const ahead: Promise<Buffer>[] = [];
  for (const { microseconds, image } of drawnTimes(times, frame, nothing)) {
    const piece = image.then((bytes) => ivfPicture(bytes, microseconds));
    // A failed one is reported when its turn comes.
    piece.catch(() => {});
    ahead.push(piece);
    const next = ahead.length > MAX_AHEAD ? ahead.shift() : undefined;
    if (next !== undefined) yield await next;
  }
  for (const piece of ahead) yield await piece;
}

const MAX_AHEAD = 4;

interface TimedOverlay {
  readonly microseconds: number;
  readonly image: Promise<Buffer>;
}

/**
 * When overlays begin, on ffmpeg's clock. It takes a gap of 30 hours for an error of the clock (`-dts_error_threshold`),
 * and ends with the input that ends first, which must be the video.
 */
function* drawnTimes(
  times: Iterable<DrawingTime>,
  { size, imageSize, zeroSeconds }: VideoFrame,
  nothing: Buffer,
): Iterable<TimedOverlay> {
  const blank = Promise.resolve(nothing);
  let last = { key: "", image: blank };
  let lastMicroseconds = -1;
  const fillUntil = function* (microseconds: number): Iterable<TimedOverlay> {
    while (microseconds - lastMicroseconds > MAX_GAP_MICROSECONDS) {
      lastMicroseconds += MAX_GAP_MICROSECONDS;
      yield { microseconds: lastMicroseconds, image: last.image };
    }
  };
  for (const { atSeconds, drawn } of times) {
    const microseconds = Math.round((atSeconds - zeroSeconds - LEAD_SECONDS) * 1e6);
    if (lastMicroseconds < 0 && microseconds > 0) {
      lastMicroseconds = 0;
      yield { microseconds: 0, image: blank };
    }
    yield* fillUntil(microseconds);
    lastMicroseconds = Math.max(lastMicroseconds + 1, microseconds);
    const key = drawn === null ? "" : JSON.stringify(drawn);
    if (key !== last.key)
      last = {
        key,
        image: drawn === null ? blank : overlayPng({ ...drawn, imageSize }, size),
      };
    yield { microseconds: lastMicroseconds, image: last.image };
  }
  yield* fillUntil(lastMicroseconds + MAX_VIDEO_MICROSECONDS);
}

/** Each overlay comes a little before its frame, whose time is rounded to the ticks of its container. */
const LEAD_SECONDS = 0.0001;
const MAX_GAP_MICROSECONDS = 10 * 3600 * 1e6;
/** A recording of 40 days. */
const MAX_VIDEO_MICROSECONDS = 96 * MAX_GAP_MICROSECONDS;
