import { stat } from "node:fs/promises";
import { systemClock } from "../../core/concurrency/clock.ts";
import { FrameferryError } from "../../core/errors.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import { option } from "../../core/option-spelling.ts";
import { FolderWatcher } from "../../watcher/folder-watcher.ts";
import { frameFilter } from "../../watcher/frame-filter.ts";
import type { LandedFile, UnreadablePath } from "../../watcher/watcher.ts";
import { ONCE } from "../sources/send-files.ts";
import { unseenSource } from "../paths/unseen-source.ts";

/**
 * The first whole images of a folder and its sub-folders, about by name; what is unfinished is left out.
 *
 * @throws FrameferryError `ERR_SOURCE_MISSING`, `ERR_SOURCE_UNREADABLE` where there is none.
 */
export async function firstImages(
  folder: string,
  most: number,
  emit: EventListener,
  signal: AbortSignal,
): Promise<readonly LandedFile[]> {
  await refuseUnlessFolder(folder);
  await using watcher = new FolderWatcher(folder, { ...ONCE, ...ANY_IMAGE }, systemClock, emit);
  await watcher.ready(signal);
  const images: LandedFile[] = [];
  for await (const file of watcher.files(Promise.resolve(), signal)) {
    if (file.defect === null) images.push(file);
    if (images.length >= most) break;
  }
  signal.throwIfAborted();
  if (images.length === 0) throw noImage(folder, watcher.unreadable[0]);
  return images;
}

const ANY_IMAGE = {
  isWanted: frameFilter({ match: [], ignore: [] }),
  isWantedFolder: () => true,
  depth: Number.POSITIVE_INFINITY,
  order: "listed",
  settleMs: 0,
} as const;

async function refuseUnlessFolder(path: string): Promise<void> {
  const found = await stat(path).catch((cause: unknown) => {
    throw unseenSource(path, cause as Error, {
      missing: `there is no folder ${path}`,
      remedy: `check the path; ${option("video")} takes a video file`,
    });
  });
  if (found.isDirectory()) return;
  throw new FrameferryError({
    code: "ERR_SOURCE_MISSING",
    kind: "source",
    message: `${path} is a file, not a folder of images`,
    remedy: `name the folder that it lies in; ${option("video")} takes a video file`,
  });
}

function noImage(folder: string, trouble: UnreadablePath | undefined): FrameferryError {
  return new FrameferryError({
    code: trouble === undefined ? "ERR_SOURCE_MISSING" : "ERR_SOURCE_UNREADABLE",
    kind: "source",
    message:
      trouble === undefined
        ? `there is no whole image in ${folder}`
        : `the folder ${trouble.path} ${trouble.reason}`,
    remedy: `name a folder with images, a video with ${option("video")}, or neither for test pictures`,
  });
}
