import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, link, lstat, mkdir, rename, unlink, utimes } from "node:fs/promises";
import { basename, dirname, extname, isAbsolute, join } from "node:path";
import type { EventListener } from "../core/events.ts";
import type { Frame } from "../core/frame.ts";
import type { DeliveredImages } from "./delivered-images.ts";
import { isAsDelivered } from "./is-as-delivered.ts";
import { OncePerReason } from "./once-per-reason.ts";

/**
 * Moves images into another folder, under the same path below it. Nothing there is ever overwritten:
 * a second `cam/a.jpg` becomes `cam/a~1.jpg`.
 */
export class MoveImages implements DeliveredImages {
  readonly #folder: string;
  readonly #troubles: OncePerReason;
  readonly #madeFolders = new Set<string>();

  /** @param folder absolute path; made where it is missing, on any disk. */
  constructor(folder: string, emit: EventListener) {
    this.#folder = folder;
    this.#troubles = new OncePerReason(emit, `delivered images cannot be moved to ${folder}`);
  }

  async dispose(frame: Frame): Promise<void> {
    try {
      if (!(await isAsDelivered(frame))) return;
      const wanted = join(this.#folder, placeOf(frame));
      if (wanted === frame.path) return;
      await this.#makeFolder(dirname(wanted));
      await copyToFreeName(frame, wanted);
      await unlink(frame.path);
    } catch (error) {
      this.#madeFolders.clear();
      this.#troubles.tell(error as NodeJS.ErrnoException);
    }
  }

  async #makeFolder(folder: string): Promise<void> {
    if (this.#madeFolders.has(folder)) return;
    await mkdir(folder, { recursive: true });
    if (this.#madeFolders.size >= MOST_REMEMBERED) this.#madeFolders.clear();
    this.#madeFolders.add(folder);
  }
}

const MOST_REMEMBERED = 1000;

/** A path that leads out of the folder it was named in is not followed at its goal. */
function placeOf({ relativePath }: Frame): string {
  const isBelow = !isAbsolute(relativePath) && !relativePath.split(/[/\\]/u).includes("..");
  return isBelow ? relativePath : basename(relativePath);
}

/** Names in the order in which they are tried. */
function* namesLike(path: string): Generator<string, void, void> {
  yield path;
  const extension = extname(path);
  const stem = path.slice(0, path.length - extension.length);
  for (let number = 1; ; number += 1) yield `${stem}~${number}${extension}`;
}

async function copyToFreeName(frame: Frame, wanted: string): Promise<void> {
  for (const name of namesLike(wanted)) {
    try {
      return await linkOrCopy(frame, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

/** A second name for the same file; where the disk is another one or knows no such names, a copy. */
async function linkOrCopy(frame: Frame, name: string): Promise<void> {
  try {
    await link(frame.path, name);
  } catch (error) {
    if (!WITHOUT_LINKS.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
    await copyWhole(frame, name);
  }
}

/** Under another name until it is whole, so that whoever watches the goal sees no half of it. */
async function copyWhole({ path, modifiedAtMs }: Frame, name: string): Promise<void> {
  const unfinished = `${dirname(name)}/.frameferry-${randomUUID()}.part`;
  try {
    await copyFile(path, unfinished, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    await utimes(unfinished, modifiedAtMs / 1000, modifiedAtMs / 1000);
    await refuseTaken(name);
    await rename(unfinished, name);
  } catch (error) {
    await unlink(unfinished).catch(() => {});
    throw error;
  }
}

async function refuseTaken(name: string): Promise<void> {
  const stats = await lstat(name).catch(() => null);
  if (stats !== null) throw Object.assign(new Error(`${name} exists`), { code: "EEXIST" });
}

const WITHOUT_LINKS: ReadonlySet<string> = new Set([
  "EXDEV",
  "EPERM",
  "ENOTSUP",
  "EOPNOTSUPP",
  "ENOSYS",
  "EMLINK",
  "EACCES",
]);
