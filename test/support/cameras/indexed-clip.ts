import { spawn } from "node:child_process";
import { once } from "node:events";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Raster } from "../../../scripts/fixtures/frame-index.ts";
import { paintPlainFrame } from "../../../scripts/fixtures/plain-scene.ts";

const SIZE = { width: 192, height: 108 } as const;
/** Frames of a camera in a second. */
const FRAMES_PER_SECOND = 10;

/**
 * Arguments of an ffmpeg that encodes, as they come, frames of which each has another index in its pixels.
 *
 * @param words codec, format and output.
 */
const argumentsOf = (words: readonly string[]): readonly string[] => [
  ...["-nostdin", "-v", "error", "-re", "-f", "rawvideo", "-pix_fmt", "rgb24"],
  ...["-s", `${SIZE.width}x${SIZE.height}`, "-r", `${FRAMES_PER_SECOND}`, "-i", "pipe:0", ...words],
];

function* paintedFrames(firstIndex: number, isFrozen: () => boolean): Generator<Uint8Array> {
  for (let index = firstIndex; ; index += isFrozen() ? 0 : 1)
    yield (paintPlainFrame(index, SIZE) satisfies Raster).bytes;
}

/**
 * An ffmpeg that plays a film without end at its own pace, 10 frames a second, each with its index in its pixels.
 *
 * @param words codec, format and output; `pipe:1` can be read from its standard output.
 */
export function playIndexedFilm(...words: readonly string[]): IndexedFilm {
  return playIndexedFilmFrom(0, words);
}

/** The same from another index on. */
export function playIndexedFilmFrom(firstIndex: number, words: readonly string[]): IndexedFilm {
  const program = process.env["FFMPEG_PATH"] ?? "ffmpeg";
  const child = spawn(program, argumentsOf(words), { stdio: ["pipe", "pipe", "inherit"] });
  const state = { isFrozen: false };
  const frames = Readable.from(
    paintedFrames(firstIndex, () => state.isFrozen),
    { highWaterMark: 2 },
  );
  const fed = pipeline(frames, child.stdin).catch(() => {});
  const ended = once(child, "close");
  return Object.assign(state, {
    output: child.stdout,
    ended,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await Promise.all([fed, ended]);
    },
  });
}

/** A film under way; disposing of it ends it. */
export interface IndexedFilm extends AsyncDisposable {
  readonly output: Readable;
  /** Resolves when ffmpeg has ended, for whatever reason. */
  readonly ended: Promise<unknown>;
  /** True while it shows the same picture over and over. */
  isFrozen: boolean;
}
