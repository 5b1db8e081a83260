import { mkdir, mkdtemp, readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { measure } from "../harness/measured-process.ts";
import { startGroup } from "../harness/process-group.ts";

/** A folder into which frames land at a steady pace, and the service that gets them. */
export interface PacedPlace {
  /** Absolute path of a folder for everything that a round needs. */
  readonly scratch: string;
  /** Absolute path of the image that lands again and again. */
  readonly image: string;
  readonly framesPerSecond: number;
  /** Frames that land before the measurement begins, so that everything is warm. */
  readonly warmUpFrames: number;
  /** Frames that are measured. */
  readonly frames: number;
}

/** Processor time of a program that watches a folder. */
export interface PacedRun {
  /** Of the whole process group, in milliseconds a frame, after the warm-up; `null` if it could not keep up. */
  readonly cpuMsPerFrame: number | null;
}

/**
 * Lets frames land while a program watches, and counts its processor time over those after the warm-up.
 * The program deletes what it has delivered: the folder is empty when all of it is done.
 * One that has frames left a minute after the last one landed could not keep up.
 */
export async function runPaced(
  { scratch, image, framesPerSecond, warmUpFrames, frames }: PacedPlace,
  command: (folder: string) => readonly string[],
): Promise<PacedRun> {
  const round = await mkdtemp(join(scratch, "round-"));
  const folder = join(round, "in");
  await mkdir(folder);
  const camera = join(import.meta.dirname, "land-frames.ts");
  const land = async (count: number, pace: number): Promise<boolean> => {
    await measure([process.execPath, camera, folder, String(count), String(pace), image]);
    return await emptied(folder);
  };
  const environment = { ...process.env, XDG_STATE_HOME: join(round, "state") };
  await using program = startGroup(command(folder), environment);
  await sleep(START_UP_MS);
  if (!(await land(warmUpFrames, Math.max(framesPerSecond, WARM_UP_PACE))))
    return { cpuMsPerFrame: null };
  const beforeMs = program.cpuMs();
  if (!(await land(frames, framesPerSecond))) return { cpuMsPerFrame: null };
  return { cpuMsPerFrame: (program.cpuMs() - beforeMs) / frames };
}

/** At 10 frames a second, a warm-up would take longer than all the rest. */
const WARM_UP_PACE = 100;
const START_UP_MS = 3000;
const PATIENCE_MS = 60_000;

/** False if frames stay behind. */
async function emptied(folder: string): Promise<boolean> {
  const untilMs = performance.now() + PATIENCE_MS;
  while ((await readdir(folder)).length > 0) {
    if (performance.now() > untilMs) return false;
    await sleep(50);
  }
  return true;
}
