import { commandLine, type FfmpegTask, runFfmpeg } from "../ffmpeg-process.ts";
import { ffmpegArguments, type SliceSettings } from "../ffmpeg-arguments.ts";
import { FfmpegLog } from "../ffmpeg-log.ts";
import type { Ffmpeg } from "../find-ffmpeg.ts";
import { isDamaged } from "../slice-length.ts";
import { DECODED_TIME, PRINTED_TIME } from "../time-filters.ts";
import type { VideoHeader } from "../video-header.ts";
import type { Seek } from "./seek-plan.ts";

/** What one ffmpeg needs to write one frame. */
export interface SeekTask {
  readonly settings: SliceSettings;
  readonly ffmpeg: Ffmpeg;
  readonly header: VideoHeader;
  readonly seek: Seek;
  /** Index of the frame among all that are wanted. */
  readonly index: number;
}

/** The arguments of an ffmpeg that writes one frame, under a name that says that it is not whole yet. */
function seekArguments({ settings, ffmpeg, header, seek, index }: SeekTask): FfmpegTask {
  // Several run at once, one for each core.
  const traits = { ...ffmpeg, header, isOneThread: true, frame: seek };
  return ffmpegArguments({ ...settings, firstIndex: index }, traits);
}

/** Its complete command line. */
export function seekCommandLine(task: SeekTask): readonly string[] {
  return commandLine(task.ffmpeg.path, seekArguments(task));
}

/** Where and how a frame is written. */
export interface SeekPlace {
  readonly folder: string;
  /** True to make the image readable by its owner only. */
  readonly isPrivate: boolean;
  readonly onLogLine: (line: string) => void;
}

/**
 * Writes one frame.
 *
 * @returns the line of the log that announces it; `null` unless it is certain to be the frame that one pass gives: then
 * decoding did not begin where it should, something was damaged, or the time is another one.
 */
export async function seekOne(
  task: SeekTask,
  { folder: path, isPrivate, onLogLine }: SeekPlace,
  signal: AbortSignal,
): Promise<string | null> {
  const log = new FfmpegLog();
  const early = new AbortController();
  let [firstTicks, announcement]: [number | null, string | null] = [null, null];
  const follower = {
    onLogLine: (line: string): void => {
      onLogLine(line);
      if (PRINTED_TIME.test(line)) announcement ??= line;
      const decoded = DECODED_TIME.exec(line);
      if (decoded === null) log.read(line);
      if (decoded === null || firstTicks !== null) return;
      firstTicks = Number(decoded[1]);
      if (!task.seek.cleanTicks.includes(firstTicks)) early.abort();
    },
  };
  const either = AbortSignal.any([signal, early.signal]);
  const output = { path, isPrivate };
  const exit = await runFfmpeg(task.ffmpeg.path, seekArguments(task), output, follower, either);
  const isWhole = exit.code === 0 && exit.frameCount === 1 && !either.aborted && isSound(log);
  return isWhole && isAt(announcement, task.seek) ? announcement : null;
}

function isSound(log: FfmpegLog): boolean {
  return log.errors.length === 0 && log.decodeErrorCount === 0 && !isDamaged(log);
}

function isAt(announcement: string | null, { microseconds }: Seek): boolean {
  const time = Number(PRINTED_TIME.exec(announcement ?? "")?.[1]);
  return Math.abs(time - microseconds) <= 1;
}
