import { encodeVideo } from "../../fixtures/encode-video.ts";
import type { Raster } from "../../fixtures/frame-index.ts";
import { paintPlainFrame } from "../../fixtures/plain-scene.ts";
import { cached } from "../harness/cache-folder.ts";

/** Frames of a clip, each with its index in its pixels: 0, 1, 2 and so on. */
export const CLIP_FRAMES = 500;
const SIZE = { width: 1280, height: 720 } as const;

/**
 * Path of an H.264 clip of 1280x720 as a camera sends it: no B-frames, a keyframe every two seconds, grain, 3 Mbit/s.
 * It is generated if it is missing.
 */
export async function cameraClip(framesPerSecond: number): Promise<string> {
  return await cached(`camera-${framesPerSecond}-${CLIP_FRAMES}.mp4`, async (path) => {
    const grain = ["-vf", "noise=alls=10:allf=t:all_seed=7"];
    const rate = ["-b:v", "3M", "-maxrate", "4M", "-bufsize", "3M"];
    const encoder = ["-preset", "ultrafast", "-tune", "zerolatency", ...rate];
    await encodeVideo(paintedFrames(), {
      ...{ path, ...SIZE, framesPerSecond },
      outputArguments: [...grain, ...encoder, "-g", String(2 * framesPerSecond)],
    });
  });
}

function* paintedFrames(): Generator<Raster> {
  for (let index = 0; index < CLIP_FRAMES; index += 1) yield paintPlainFrame(index, SIZE);
}
