import { constants } from "node:fs";
import { access, rmdir, unlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import { FrameferryError } from "../core/errors.ts";
import { folderEntries } from "../core/files/folder-entries.ts";
import { makeFolder } from "../core/files/make-folder.ts";
import { option } from "../core/option-spelling.ts";
import { isAbsence } from "../core/files/system-error.ts";
import { frameIndexOf } from "./frame-name.ts";

/** The folder between slicer and watcher. */
export interface FramesFolder {
  /** Absolute path. */
  readonly path: string;
  /** True if images are deleted after delivery. */
  readonly isSpool: boolean;
  /**
   * Cleans up at the end of a run. @param warn called with a message about anything that could not be
   * deleted.
   */
  close(warn: (message: string) => void): Promise<void>;
}

/** True for a frame that stays in a folder, by its index. */
export type IsKept = (index: number) => boolean;

/**
 * Opens a folder named by the user, whose images are kept.
 *
 * @param nextIndex frames of an earlier run from this index on are removed, since they are written again;
 * `null` if no earlier run of the same job wrote here.
 * @throws FrameferryError `ERR_FRAMES_FOLDER_NOT_EMPTY` if it contains foreign frames, and
 * `ERR_FOLDER_UNUSABLE` if it cannot be made or written to.
 */
export async function openKeptFolder(
  path: string,
  nextIndex: number | null,
): Promise<FramesFolder> {
  const folder = await writableFolder(path);
  if (nextIndex === null) await refuseOlderFrames(folder);
  else await removeFrames(folder, (index) => index < nextIndex);
  return { path: folder, isSpool: false, close: async () => {} };
}

/**
 * Opens a folder of our own, whose images are deleted after delivery.
 *
 * @param nextIndex frames from this index on are written again.
 * @param findKept finds the frames whose images stay: those that have failed so far, and those not on record yet.
 */
export async function openSpool(
  path: string,
  nextIndex: number,
  findKept: () => IsKept,
): Promise<FramesFolder> {
  const folder = await writableFolder(path, FOR_OWNER_ALONE);
  const isKept = findKept();
  await removeFrames(folder, (index) => index < nextIndex && isKept(index));
  return {
    path: folder,
    isSpool: true,
    close: async (warn) => {
      await removeFrames(folder, findKept()).catch((error: unknown) =>
        warn((error as Error).message),
      );
      // It stays while it is not empty.
      await rmdir(folder).catch(() => {});
    },
  };
}

const FOR_OWNER_ALONE = 0o700;

/** Makes a folder and its parents, and checks that files can be made in it. */
async function writableFolder(path: string, mode = 0o777): Promise<string> {
  const folder = resolve(path);
  try {
    await makeFolder(folder, mode);
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return folder;
  } catch (cause) {
    throw unusable(folder, cause as Error);
  }
}

/**
 * Removes frames, and what ffmpeg had not finished writing.
 *
 * @throws FrameferryError `ERR_FOLDER_UNUSABLE` for a frame that cannot be removed: it would be taken for
 * new.
 */
async function removeFrames(folder: string, isKept: IsKept): Promise<void> {
  let fault: Error | null = null;
  for await (const name of namesIn(folder)) {
    const index = frameIndexOf(name.replace(/\.tmp$/u, ""));
    if (index === null || (isKept(index) && !name.endsWith(".tmp"))) continue;
    await unlink(join(folder, name)).catch((cause: unknown) => {
      if (!isAbsence(cause)) fault ??= cause as Error;
    });
  }
  if (fault !== null) throw unusable(folder, fault);
}

async function refuseOlderFrames(folder: string): Promise<void> {
  for await (const name of namesIn(folder)) {
    if (frameIndexOf(name) === null) continue;
    throw new FrameferryError({
      code: "ERR_FRAMES_FOLDER_NOT_EMPTY",
      kind: "usage",
      message: `the frames folder ${folder} already holds frames, such as ${name}`,
      remedy: `choose an empty folder with ${option("frames")}, or move the older frames away`,
    });
  }
}

/** Names in a folder; they may be repeated. */
async function* namesIn(folder: string): AsyncGenerator<string, void, void> {
  try {
    for await (const batch of folderEntries(folder)) yield* batch.map(({ name }) => name);
  } catch (cause) {
    throw cause instanceof FrameferryError ? cause : unusable(folder, cause as Error);
  }
}

function unusable(folder: string, cause: Error): FrameferryError {
  return new FrameferryError({
    code: "ERR_FOLDER_UNUSABLE",
    kind: "environment",
    message: `the folder ${folder} cannot be used: ${cause.message}`,
    remedy: `make it writable, or choose another one with ${option("state")} or ${option("frames")}`,
    cause,
  });
}
