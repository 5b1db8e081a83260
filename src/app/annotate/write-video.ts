import { randomUUID } from "node:crypto";
import { open, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeFolder } from "../../core/files/make-folder.ts";
import { isAbsence } from "../../core/files/system-error.ts";
import { option } from "../../core/option-spelling.ts";
import { existsAlready } from "../paths/check-outputs.ts";
import { writing } from "./annotate-faults.ts";
import { encodeVideo } from "./encode-video.ts";
import type { VideoTask, WrittenVideo } from "./video-task.ts";
import { renameOver } from "../../core/platform/rename-over.ts";

/** Writes a video under another name first: at its place there is either all of it, or what was there before. */
export async function writeVideo(task: VideoTask, signal: AbortSignal): Promise<WrittenVideo> {
  const { target, overwrite } = task;
  const folder = dirname(target);
  const unfinished = join(folder, `.frameferry-${randomUUID()}.part`);
  return await writing(target, async () => {
    await makeFolder(folder);
    try {
      const written = await encodeVideo(task, unfinished, signal);
      await makeSafe(unfinished);
      if (!overwrite && (await isThere(target)))
        throw existsAlready({ flag: option("output"), path: target });
      await renameOver(unfinished, target);
      return written;
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
  });
}

async function makeSafe(path: string): Promise<void> {
  await using file = await open(path, "r+");
  await file.sync();
}

async function isThere(path: string): Promise<boolean> {
  try {
    return (await stat(path)).size > 0;
  } catch (error) {
    if (isAbsence(error)) return false;
    throw error;
  }
}
