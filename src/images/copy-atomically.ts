import { constants, type Stats } from "node:fs";
import { chmod, copyFile, type FileHandle, open, unlink } from "node:fs/promises";
import { isUnchanged, sizeAndTime } from "../core/files/file-version.ts";
import type { Frame } from "../core/frame/frame.ts";
import { pathThrough, HAS_DESCRIPTOR_PATHS } from "../core/files/landed-file.ts";
import { needsWritingToFlush } from "../core/platform/file-access.ts";
import { READ_UNLINKED } from "../core/platform/open-flags.ts";
import { renameWithoutOverwrite } from "../core/files/restore-file.ts";
import { Semaphore } from "../core/concurrency/semaphore.ts";

/** Paths of a copy. */
export interface CopyPaths {
  /** Path of the image, in a folder that contains no link. */
  readonly from: string;
  /** Path of the incomplete copy, on the target disk. */
  readonly partial: string;
  /** Path of the complete copy. */
  readonly to: string;
}

/**
 * Copies the landed version of an image, under a temporary name until it is complete and on the disk, so
 * that nobody ever sees a partial copy, even after a power failure. Flushing has a cost: 240 images of 100
 * kB per second instead of 900, on a loop device of a busy machine.
 *
 * @param platform @default this one
 * @throws ImageChanged if it is another one by now, and an error of code `EEXIST` if the name is taken.
 */
export async function copyAtomically(
  frame: Frame,
  paths: CopyPaths,
  platform?: NodeJS.Platform,
): Promise<void> {
  await COPY_SLOTS.run(async () => await copy(frame, paths, needsWritingToFlush(platform)));
}

/** Concurrent copies: each takes up to three descriptors, and a process may have only 64. */
const COPY_SLOTS = new Semaphore(2);

async function copy(
  frame: Frame,
  { from, partial, to }: CopyPaths,
  needsWriting: boolean,
): Promise<void> {
  const image = await open(from, READ_UNLINKED);
  try {
    refuseChanged(frame, await image.stat());
    await copyFile(
      HAS_DESCRIPTOR_PATHS ? pathThrough(image.fd) : from,
      partial,
      constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE,
    );
    if (needsWriting) await chmod(partial, WRITABLE);
    await finish(frame, partial, needsWriting ? "r+" : "r");
    refuseChanged(frame, await image.stat());
    await renameWithoutOverwrite(partial, to);
  } catch (error) {
    await unlink(partial).catch(() => {});
    throw error;
  } finally {
    await image.close();
  }
}

/** Error of an image that is no longer the one that landed. */
export class ImageChanged extends Error {}

function refuseChanged(frame: Frame, stats: Stats): void {
  if (!stats.isFile() || !isUnchanged(sizeAndTime(frame), stats)) throw new ImageChanged();
}

/** Permissions by which a copy can be flushed on Windows. */
const WRITABLE = 0o666;

/** Sets the time of a copy, and flushes it to disk. */
async function finish(
  { byteLength, modifiedAtMs }: Frame,
  path: string,
  flags: "r" | "r+",
): Promise<void> {
  // The copy has the permissions of the image, which may be read-only.
  const whole: FileHandle = await open(path, flags);
  try {
    await whole.utimes(modifiedAtMs / 1000, modifiedAtMs / 1000);
    await whole.sync();
    if ((await whole.stat()).size !== byteLength) throw new ImageChanged();
  } finally {
    await whole.close();
  }
}
