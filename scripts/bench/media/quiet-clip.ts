import { execFile } from "node:child_process";
import { mkdir, readdir, utimes } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { cached } from "../harness/cache-folder.ts";
import { slicingCommand } from "../slicing-command.ts";

const run = promisify(execFile);

const FRAMES_PER_SECOND = 30;

/**
 * Path of an H.264 clip of 1920x1080 as a camera shows it that does not move: noise over a still picture, before which a
 * box of 5 % of it moves in the first second of every three. It is generated if it is missing.
 */
export async function quietClip(ffmpegPath: string, seconds: number): Promise<string> {
  return await cached(`quiet-1080p-${seconds}s.mp4`, async (path) => {
    await run(ffmpegPath, ["-nostdin", "-loglevel", "error", "-y", ...scene(seconds), path]);
  });
}

function scene(seconds: number): readonly string[] {
  const size = `s=1920x1080:r=${FRAMES_PER_SECOND}`;
  const still = `testsrc2=${size},trim=end_frame=1,loop=loop=-1:size=1,setpts=N/${FRAMES_PER_SECOND}/TB`;
  const moved = "[0][1]overlay=x='100+400*mod(t,3)':y=300:enable='lt(mod(t,3),1)':shortest=1";
  return [
    ...["-f", "lavfi", "-i", still],
    ...["-f", "lavfi", "-i", `color=gray:s=240x440:r=${FRAMES_PER_SECOND}:d=${seconds}`],
    ...["-filter_complex", `${moved},noise=alls=6:allf=t:all_seed=7`, "-t", String(seconds)],
    ...["-c:v", "libx264", "-preset", "veryfast", "-b:v", "5M", "-g", "60", "-pix_fmt", "yuv420p"],
  ];
}

/** Folder with the frames of such a clip as JPEG files, which have the times that they have in the clip. */
export async function quietFrames(clip: string, seconds: number): Promise<string> {
  return await cached(`quiet-1080p-${seconds}s-frames`, async (folder) => {
    await mkdir(folder, { recursive: true });
    const slicing = { video: clip, format: "jpg", durationSeconds: null } as const;
    const [program = "", ...words] = await slicingCommand(slicing);
    await run(program, words, { cwd: folder, maxBuffer: MAX_LOG_BYTES });
    for (const [index, name] of (await readdir(folder)).toSorted().entries()) {
      const time = FIRST_SECOND + index / FRAMES_PER_SECOND;
      await utimes(join(folder, name), time, time);
    }
  });
}

/** ffmpeg writes some lines a frame. */
const MAX_LOG_BYTES = 2 ** 26;
/** Any time in the past. */
const FIRST_SECOND = 1_700_000_000;
