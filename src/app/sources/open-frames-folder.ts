import { realPath } from "../../core/files/real-path.ts";
import type { Frame } from "../../core/frame/frame.ts";
import type { RunOptions } from "../../options/run-options.ts";
import { type FramesFolder, openKeptFolder, openSpool } from "../../slicer/frames-folder.ts";
import type { Job } from "../jobs/job.ts";
import type { SliceProgress } from "../jobs/slice-progress.ts";

/** Where the frames of a run begin. */
interface Beginning extends Pick<SliceProgress, "nextIndex"> {
  /** Frames of an earlier run that stay until they are on record. @default none */
  readonly left?: readonly Frame[];
}

/** Opens the folder that the frames of a run are written to: the user's, or the spool of the job. */
export async function openFramesFolder(
  { frames: framesFolder }: RunOptions,
  { ledger, previous, places }: Job,
  { nextIndex, left = [] }: Beginning,
): Promise<FramesFolder> {
  if (framesFolder === null) {
    return await openSpool(places.spool, nextIndex, () => {
      const kept = new Set([...ledger.failures(), ...left].map(({ index }) => index));
      return (index) => kept.has(index);
    });
  }
  const previousFolder = previous?.framesFolder ?? null;
  const isOurs = previousFolder !== null && realPath(previousFolder) === realPath(framesFolder);
  return await openKeptFolder(framesFolder, isOurs ? nextIndex : null);
}
