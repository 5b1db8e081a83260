import { constants, type Stats } from "node:fs";
import { copyFile, type FileHandle, open, unlink } from "node:fs/promises";
import type { Frame } from "../core/frame.ts";
import { isUnchanged, sizeAndTime } from "../core/file-version.ts";
import { pathThrough, TELLS_PATHS } from "../core/landed-file.ts";
import { renameToFree } from "../core/put-back.ts";
import { Semaphore } from "../core/semaphore.ts";

/** Where a copy comes from and goes to. */
export interface CopyPaths {
  /** Of the image, in a folder that leads nowhere else. */
  readonly from: string;
  /** Of the copy while it is not whole, on the disk of its goal. */
  readonly half: string;
  /** Of the whole copy. */
  readonly to: string;
}

/**
 * Copies an image in the version that landed, under another name until it is whole and on the disk, so
 * that nobody at the goal ever sees half of it, not even after a power cut. To wait for the disk takes
 * its time: 240 images of 100 kB a second instead of 900, on a loop device of a busy machine.
 *
 * @throws ImageChanged if it is another one by now, and an error of code `EEXIST` if something has its name.
 */
export async function copyWhole(frame: Frame, paths: CopyPaths): Promise<void> {
  await SEMAPHORE.run(async () => await copy(frame, paths));
}

/** At once: each holds up to three descriptors, and a program may have 64 in all. */
const SEMAPHORE = new Semaphore(2);

async function copy(frame: Frame, { from, half, to }: CopyPaths): Promise<void> {
  const image = await open(from, OPEN_FLAGS);
  try {
    refuseOther(frame, await image.stat());
    await copyFile(
      TELLS_PATHS ? pathThrough(image.fd) : from,
      half,
      constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE,
    );
    await finish(frame, half);
    refuseOther(frame, await image.stat());
    await renameToFree(half, to);
  } catch (error) {
    await unlink(half).catch(() => {});
    throw error;
  } finally {
    await image.close();
  }
}

/** Says that an image is no longer the one that landed. */
export class ImageChanged extends Error {}

const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

function refuseOther(frame: Frame, stats: Stats): void {
  if (!stats.isFile() || !isUnchanged(sizeAndTime(frame), stats)) throw new ImageChanged();
}

/** Gives a copy its time, and waits until the disk holds it. */
async function finish({ byteLength, modifiedAtMs }: Frame, path: string): Promise<void> {
  // A copy has the permissions of the image, which may be those of reading only.
  const whole: FileHandle = await open(path, process.platform === "win32" ? "r+" : "r");
  try {
    await whole.utimes(modifiedAtMs / 1000, modifiedAtMs / 1000);
    await whole.sync();
    if ((await whole.stat()).size !== byteLength) throw new ImageChanged();
  } finally {
    await whole.close();
  }
}
