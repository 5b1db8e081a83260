import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** An ext4 disk in a file; disposing of it unmounts it, and all that was copied of it. */
export interface LoopDisk extends AsyncDisposable {
  /** Absolute path of its root. */
  readonly path: string;
  /**
   * Mounts a copy of what the disk holds at this moment, as it would be found after a power cut: what
   * the system has not written yet is not there.
   *
   * @returns absolute path of the root of the copy.
   */
  afterPowerCut(): Promise<string>;
}

let reason: Promise<string | undefined> | undefined;

/** Why no such disk can be made here, as a sentence; `undefined` when it can. */
export function whyNoLoopDisk(): Promise<string | undefined> {
  return (reason ??= tryOne());
}

async function tryOne(): Promise<string | undefined> {
  try {
    const disk = await loopDisk(8);
    await disk[Symbol.asyncDispose]();
    return undefined;
  } catch (error) {
    return `A disk in a file needs root, loop devices and mkfs.ext4: ${(error as Error).message}`;
  }
}

/** @param megabytes size of the disk, of which only what is used takes room. */
export async function loopDisk(megabytes: number): Promise<LoopDisk> {
  const home = await mkdtemp(join(tmpdir(), "frameferry-loop-"));
  const mounted: string[] = [];
  const mount = async (name: string): Promise<string> => {
    const root = join(home, name);
    await mkdir(root);
    await run("mount", ["-o", "loop", `${root}.img`, root]);
    mounted.push(root);
    return root;
  };
  const dispose = async (): Promise<void> => {
    // Lazily: a process that a failed test left behind must not keep the mount.
    for (const root of mounted) await run("umount", ["-l", root]);
    await rm(home, { recursive: true, force: true });
  };
  try {
    const image = join(home, "disk.img");
    await writeFile(image, "");
    await truncate(image, megabytes * 1024 * 1024);
    await run("mkfs.ext4", ["-q", "-F", image]);
    const path = await mount("disk");
    const afterPowerCut = async (): Promise<string> => {
      const name = `copy-${mounted.length}`;
      await copyFile(image, join(home, `${name}.img`));
      return await mount(name);
    };
    return { path, afterPowerCut, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}
