import type { Stats } from "node:fs";
import { basename, join } from "node:path";
import type { Frame } from "../core/frame/frame.ts";
import type { QuickFileCalls } from "../core/files/quick-file-calls.ts";
import { temporaryName } from "../core/files/temporary-name.ts";
import { restoreName } from "../core/files/restore-file.ts";
import { isAbsence } from "../core/files/system-error.ts";
import { isStillAt, isStillAtSync, landedStats } from "./landed-image.ts";

/**
 * Removes the image of a frame from its folder, and nothing else: another file that is renamed over it at
 * any moment stays, under its name or a numbered one.
 *
 * Another file could replace the image between a check of the path and `unlink`. So the image gets a
 * temporary name that no other program uses, and is checked under that one. A killed program leaves it
 * there; the next one that finds it restores its name. This takes 45 microseconds of processor time more
 * than a check and `unlink`.
 *
 * @param folder path of its folder.
 * @param calls of its disk.
 * @param seen attributes from an earlier check of the content. @default checked now
 */
export async function removeLanded(
  frame: Frame,
  folder: string,
  calls: QuickFileCalls,
  seen: Stats | null = null,
): Promise<void> {
  const name = basename(frame.path);
  const [path, temporary] = [join(folder, name), join(folder, temporaryName("gone", name))];
  const image = seen ?? (await landedStats(frame, path, calls));
  if (image === null || (seen !== null && !(await isStillAt(seen, path, calls)))) return;
  if (!(await isRenamed(path, temporary, calls))) return;
  try {
    if (isStillAtSync(image, temporary)) return await calls.unlink(temporary);
  } catch (error) {
    await restoreName(temporary, path);
    throw error;
  }
  await restoreName(temporary, path);
}

/** Renames a file; `false` if it is gone. */
async function isRenamed(from: string, to: string, calls: QuickFileCalls): Promise<boolean> {
  try {
    await calls.rename(from, to);
    return true;
  } catch (error) {
    if (isAbsence(error)) return false;
    throw error;
  }
}
