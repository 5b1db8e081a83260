import { folderEntries } from "../../core/files/folder-entries.ts";
import { isAbsence, isMissing } from "../../core/files/system-error.ts";
import { frameIndexOf } from "../../slicer/frame-name.ts";
import type { EarlierRuns, SliceProgress } from "./slice-progress.ts";
import { imagePath } from "./frame-identities.ts";

/**
 * Progress of earlier runs with a camera: what it showed then does not come again, so that a run begins behind all
 * that is on record or lies in the folder of frames, whether it was sent or not.
 *
 * @param folder of the frames, which may not exist yet.
 */
export async function liveProgress(
  { ledger, previous, earlier }: EarlierRuns,
  folder: string,
): Promise<SliceProgress> {
  const settled = ledger.indexRanges(["delivered", "failed", "skipped", "dropped"]).at(-1);
  const greatest = Math.max(settled?.last ?? -1, await greatestIndexIn(folder));
  const images = previous?.framesFolder ?? null;
  const retried = (earlier?.retried() ?? []).filter(
    (frame) => frame.index !== null && !isMissing(imagePath(images, frame)),
  );
  return { nextIndex: greatest + 1, isComplete: false, retried };
}

/** -1 for a folder without frames. */
async function greatestIndexIn(folder: string): Promise<number> {
  let greatest = -1;
  try {
    for await (const batch of folderEntries(folder))
      for (const { name } of batch)
        greatest = Math.max(greatest, frameIndexOf(name.replace(/\.tmp$/u, "")) ?? -1);
  } catch (error) {
    if (!isAbsence(error)) throw error;
  }
  return greatest;
}
