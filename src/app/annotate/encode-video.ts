import { basename, dirname, resolve } from "node:path";
import { Readable } from "node:stream";
import { annotateOutput } from "../../annotate/annotate-arguments.ts";
import { overlayStream } from "../../annotate/overlay-stream.ts";
import { FfmpegLog } from "../../slicer/ffmpeg-log.ts";
import { type FfmpegExit, runFfmpeg } from "../../slicer/ffmpeg-process.ts";
import { videoInputOptions } from "../../slicer/first-picture.ts";
import { warningsOf } from "../../slicer/slice-problem.ts";
import { encodingFault, refusesSound } from "./annotate-faults.ts";
import type { VideoTask, WrittenVideo } from "./video-task.ts";

/**
 * Encodes the video with its drawings. Its sound is kept as it is, or encoded where the container does not take it.
 *
 * @param path absolute, of a file that does not exist.
 * @throws FrameferryError for what ffmpeg reports; the error of a drawing; the reason of the signal.
 */
export async function encodeVideo(
  task: VideoTask,
  path: string,
  signal: AbortSignal,
): Promise<WrittenVideo> {
  const first = await encode(task, path, { encodesSound: false, signal });
  const again = first.exit.code !== 0 && refusesSound(first.log);
  const { exit, log } = again ? await encode(task, path, { encodesSound: true, signal }) : first;
  const fault = encodingFault(task, exit, log);
  if (fault !== null) throw fault;
  return { frames: exit.frameCount, warnings: warningsOf(log) };
}

interface Encoded {
  readonly exit: FfmpegExit;
  readonly log: FfmpegLog;
}

async function encode(
  { times, ffmpeg, source, format, picture, imageSize, listen }: VideoTask,
  path: string,
  { encodesSound, signal }: { readonly encodesSound: boolean; readonly signal: AbortSignal },
): Promise<Encoded> {
  const failing = new AbortController();
  const stopped = AbortSignal.any([signal, failing.signal]);
  const overlays = Readable.from(
    untilFault(overlayStream(times(), { ...picture, imageSize }), failing),
  );
  const log = new FfmpegLog();
  const outputOptions = annotateOutput({ ...ffmpeg, ...picture, format, encodesSound });
  try {
    const exit = await runFfmpeg(
      ffmpeg.path,
      {
        input: `file:${resolve(source)}`,
        inputOptions: videoInputOptions(source),
        outputOptions,
        output: basename(path),
        overlay: { stream: overlays, inputOptions: OVERLAY_OPTIONS },
      },
      { path: dirname(path), isPrivate: false },
      {
        onLogLine: (line) => void log.read(line),
        onFrameCount: (frames) => listen({ frames, expected: picture.expectedFrames }),
      },
      stopped,
    );
    stopped.throwIfAborted();
    return { exit, log };
  } finally {
    overlays.destroy();
  }
}

const OVERLAY_OPTIONS = [
  ...["-f", "ivf", "-protocol_whitelist", "pipe", "-format_whitelist", "ivf"],
  ...["-reinit_filter", "0", "-thread_queue_size", "8"],
];

/** Ends in place of failing, and stops ffmpeg with the reason. */
async function* untilFault(
  pieces: AsyncIterable<Buffer>,
  failing: AbortController,
): AsyncIterable<Buffer> {
  try {
    yield* pieces;
  } catch (error) {
    failing.abort(error);
  }
}
