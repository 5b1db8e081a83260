import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { folderEntries } from "../../core/files/folder-entries.ts";
import { versionOf } from "../../core/files/landed-file.ts";
import { isAbsence } from "../../core/files/system-error.ts";
import type { Frame } from "../../core/frame/frame.ts";
import { frameIndexOf } from "../../slicer/frame-name.ts";
import type { EarlierRuns } from "./slice-progress.ts";

/**
 * Frames of a camera that an earlier run has left, for example because it was killed: they lie in its folder, and have
 * no outcome.
 *
 * @param source name of the camera, without secrets.
 */
export async function leftFrames(
  { ledger, previous }: Pick<EarlierRuns, "ledger" | "previous">,
  source: string,
): Promise<readonly Frame[]> {
  const folder = previous?.framesFolder ?? null;
  if (folder === null) return [];
  const settled = ledger.indexRanges(["delivered", "failed", "skipped", "dropped"]);
  const left = [...(await indexesIn(folder))]
    .filter(([index]) => !settled.some(({ first, last }) => first <= index && index <= last))
    .toSorted(([one], [other]) => one - other);
  const frames = left.map(
    async ([index, name]) => await leftFrame(folder, { index, name, source }),
  );
  return (await Promise.all(frames)).filter((frame) => frame !== null);
}

/** Names of the whole frames in a folder, by index; none if it is missing. */
async function indexesIn(folder: string): Promise<ReadonlyMap<number, string>> {
  const names = new Map<number, string>();
  try {
    for await (const batch of folderEntries(folder))
      for (const { name } of batch) {
        const index = frameIndexOf(name);
        if (index !== null) names.set(index, name);
      }
  } catch (error) {
    if (!isAbsence(error)) throw error;
  }
  return names;
}

/** Its file was written when it arrived, which nothing else tells any more. `null` if it is gone. */
async function leftFrame(
  folder: string,
  { index, name, source }: { index: number; name: string; source: string },
): Promise<Frame | null> {
  const path = join(folder, name);
  try {
    const version = versionOf(await lstat(path));
    const capturedAtMs = version.modifiedAtMs - performance.timeOrigin;
    const modifiedAtMs = Math.trunc(version.modifiedAtMs);
    const identity = { source, relativePath: name, byteLength: 0, modifiedAtMs };
    const place = { source, identity, path, relativePath: name, index, ptsSeconds: null };
    return { ...version, ...place, capturedAtMs, landedAtMs: capturedAtMs };
  } catch (error) {
    if (isAbsence(error)) return null;
    throw error;
  }
}
