import { constants, type Dir } from "node:fs";
import { access, mkdir, opendir, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { FrameferryError } from "../core/errors.ts";
import { frameIndexOf } from "./frame-name.ts";

/** The folder between slicer and watcher. */
export interface FramesFolder {
  /** Absolute path. */
  readonly path: string;
  /** Whether images go once their frame was delivered. */
  readonly isSpool: boolean;
  /** Tidies up at the end of a run. @param failedCount frames whose images must stay. */
  close(failedCount: number): Promise<void>;
}

/**
 * A folder that the user named, and that keeps its images.
 *
 * @throws FrameferryError `ERR_FRAMES_FOLDER_NOT_EMPTY` when it holds frames already, and
 *   `ERR_FOLDER_UNUSABLE` when it cannot be made or written to.
 */
export async function openKeptFolder(path: string): Promise<FramesFolder> {
  const folder = await makeFolder(path);
  await refuseOlderFrames(folder);
  return { path: folder, isSpool: false, close: async () => {} };
}

/** A folder of our own, whose images go once delivered; those of failed frames stay. */
export async function openSpool(path: string): Promise<FramesFolder> {
  const folder = await makeFolder(path);
  return {
    path: folder,
    isSpool: true,
    close: async (failedCount) => {
      if (failedCount === 0) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Makes a folder and its parents, and proves that files can be made in it. */
async function makeFolder(path: string): Promise<string> {
  const folder = resolve(path);
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return folder;
  } catch (cause) {
    throw unusable(folder, cause as Error);
  }
}

async function refuseOlderFrames(folder: string): Promise<void> {
  const entries: Dir = await opendir(folder).catch((cause: unknown) => {
    throw unusable(folder, cause as Error);
  });
  for await (const { name } of entries) {
    if (frameIndexOf(name) === null) continue;
    throw new FrameferryError({
      code: "ERR_FRAMES_FOLDER_NOT_EMPTY",
      kind: "usage",
      message: `the frames folder ${folder} already holds frames, such as ${name}`,
      remedy: "choose an empty folder with --frames, or move the older frames away",
    });
  }
}

function unusable(folder: string, cause: Error): FrameferryError {
  return new FrameferryError({
    code: "ERR_FOLDER_UNUSABLE",
    kind: "environment",
    message: `the folder ${folder} cannot be used: ${cause.message}`,
    remedy: "make it writable, or choose another one with --state or --frames",
    cause,
  });
}
