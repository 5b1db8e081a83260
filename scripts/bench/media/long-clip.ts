import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { cached } from "../harness/cache-folder.ts";
import { makeScratchFolder } from "../harness/scratch-folder.ts";

const run = promisify(execFile);

/** Length of the part that is encoded and repeated, in seconds: three groups of 250 pictures at 30 frames/s. */
const PART_SECONDS = 25;
const QUIET = ["-nostdin", "-loglevel", "error", "-y"];

/**
 * Path of an H.264 clip of 1920x1080, about 5 Mbit/s, with a keyframe each 250 frames, which is generated if it is
 * missing.
 *
 * @param parts length, in parts of 25 seconds.
 */
export async function makeLongClip(ffmpegPath: string, parts: number): Promise<string> {
  return await cached(`long-1080p-${parts * PART_SECONDS}s.mp4`, async (path) => {
    await using scratch = await makeScratchFolder();
    const part = join(scratch.path, "part.mp4");
    await run(ffmpegPath, [...QUIET, ...partArguments(), part]);
    const list = join(scratch.path, "list.txt");
    await writeFile(list, `file '${part}'\n`.repeat(parts));
    const joined = ["-f", "concat", "-safe", "0", "-i", list, "-c", "copy"];
    await run(ffmpegPath, [...QUIET, ...joined, path]);
  });
}

function partArguments(): readonly string[] {
  const picture = "testsrc2=s=1920x1080:r=30,rotate=a=t/4:c=gray,noise=alls=6:allf=t:all_seed=7";
  return [
    ...["-f", "lavfi", "-i", picture, "-t", String(PART_SECONDS)],
    ...["-c:v", "libx264", "-preset", "veryfast", "-b:v", "5M", "-g", "250", "-bf", "2"],
    ...["-sc_threshold", "0", "-pix_fmt", "yuv420p"],
  ];
}
