import { constants } from "node:fs";
import { access, rmdir, unlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import { FrameferryError } from "../core/errors.ts";
import { folderEntries } from "../core/folder-entries.ts";
import { makeFolder } from "../core/make-folder.ts";
import { option } from "../core/spelling.ts";
import { isAbsence } from "../core/system-error.ts";
import { frameIndexOf } from "./frame-name.ts";

/** The folder between slicer and watcher. */
export interface FramesFolder {
  /** Absolute path. */
  readonly path: string;
  /** Whether images go once their frame was delivered. */
  readonly isSpool: boolean;
  /** Tidies up at the end of a run. @param warn is told what stays that should have gone. */
  close(warn: (message: string) => void): Promise<void>;
}

/** Which frames stay in a folder, by their index. */
export type IsKept = (index: number) => boolean;

/**
 * A folder that the user named, and that keeps its images.
 *
 * @param nextIndex frames of an earlier run from here on are removed, for they are written again;
 *   `null` where no earlier run of the same job wrote here.
 * @throws FrameferryError `ERR_FRAMES_FOLDER_NOT_EMPTY` when it holds frames of somebody else, and
 *   `ERR_FOLDER_UNUSABLE` when it cannot be made or written to.
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
 * A folder of our own, whose images go once delivered.
 *
 * @param nextIndex frames from here on are written again.
 * @param findFailed tells which frames have failed by now: their images stay.
 */
export async function openSpool(
  path: string,
  nextIndex: number,
  findFailed: () => IsKept,
): Promise<FramesFolder> {
  const folder = await writableFolder(path, FOR_OWNER_ALONE);
  const hasFailed = findFailed();
  await removeFrames(folder, (index) => index < nextIndex && hasFailed(index));
  return {
    path: folder,
    isSpool: true,
    close: async (warn) => {
      await removeFrames(folder, findFailed()).catch((error: unknown) =>
        warn((error as Error).message),
      );
      // It stays while it holds anything.
      await rmdir(folder).catch(() => {});
    },
  };
}

const FOR_OWNER_ALONE = 0o700;

/** Makes a folder and its parents, and proves that files can be made in it. */
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
 * Also what ffmpeg had not finished writing.
 *
 * @throws FrameferryError `ERR_FOLDER_UNUSABLE` for one that cannot be removed: it would be taken for new.
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

/** A name may come twice. */
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
