import { join } from "node:path";
import { FrameLander } from "../faults/frame-lander.ts";
import type { LandedImage } from "../support/frames/frame-maker.ts";
import type { Oracle } from "../faults/oracle/start-oracle.ts";
import { ffmpeg, testPicture } from "../support/videos/ffmpeg-made.ts";
import type { KilledName } from "./sizes.ts";

/** A command that can be killed at any moment; its frames exist or land meanwhile. */
export interface KilledCommand {
  readonly words: readonly string[];
  /** All frames to deliver, after it has ended. */
  readonly landed: (oracle: Oracle) => Promise<readonly LandedImage[]>;
  /** Lands a unique frame, and returns its digest; `null` if none can land. */
  readonly landOne: (() => Promise<string>) | null;
}

type Prepare = (folder: string, frames: number, signal: AbortSignal) => Promise<KilledCommand>;

export const KILLED_COMMANDS: Readonly<Record<KilledName, Prepare>> = {
  send: async (folder, frames) => {
    const incoming = join(folder, "in");
    const lander = await FrameLander.make(incoming);
    await lander.land(frames);
    return {
      words: ["send", incoming],
      landed: async () => lander.landed,
      landOne: lander.landOne,
    };
  },

  watch: async (folder, frames, signal) => {
    const incoming = join(folder, "in");
    const lander = await FrameLander.make(incoming);
    const landing = lander.landSteadily(frames, FRAMES_PER_SECOND, signal);
    return {
      words: ["watch", incoming, "--until-idle", "3s"],
      landed: async () => {
        await landing;
        return lander.landed;
      },
      landOne: lander.landOne,
    };
  },

  run: async (folder, frames) => {
    const video = join(folder, "clip.mp4");
    const picture = testPicture("64x48", frames / 25, 25);
    await ffmpeg(folder, ...picture, "-c:v", "libx264", "-preset", "ultrafast", video);
    return { words: ["run", video], landed: sentFrames, landOne: null };
  },
};

/** Slow enough that frames still land after most kills. */
const FRAMES_PER_SECOND = 200;

/**
 * The images of a delivered slice are deleted: the sent frames count as landed, and there must be one per
 * index.
 */
async function sentFrames(oracle: Oracle): Promise<readonly LandedImage[]> {
  const digests = new Map<string, string>();
  for (const { fileName, digest } of await oracle.exchanges()) {
    if (fileName !== null && digest !== null) digests.set(fileName, digest);
  }
  return Array.from(digests, ([path, digest]) => ({ path, digest }));
}
