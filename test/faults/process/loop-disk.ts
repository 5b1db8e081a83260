import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A disk with a journal in a file, whose power can be cut. */
export interface LoopDisk extends AsyncDisposable {
  /** Absolute path of its root. */
  readonly path: string;
  /** What it holds at this instant if the power fails, as the root of another disk. */
  afterPowerCut(): Promise<string>;
}

let reason: Promise<string | undefined> | undefined;

/** Why no such disk can be had here, as a sentence; `undefined` when it can. */
export function whyNoLoopDisk(): Promise<string | undefined> {
  return (reason ??= tryOne());
}

async function tryOne(): Promise<string | undefined> {
  if (process.platform !== "linux") return "A disk in a file needs Linux's loop devices";
  try {
    await (await loopDisk())[Symbol.asyncDispose]();
    return undefined;
  } catch (error) {
    return `A disk in a file cannot be mounted here (mkfs.ext4, loop devices, root): ${(error as Error).message}`;
  }
}

/** Makes an ext4 disk of 48 MiB in a file, and mounts it. */
export async function loopDisk(): Promise<LoopDisk> {
  const home = await mkdtemp(join(tmpdir(), "frameferry-loop-"));
  const mounts: string[] = [];
  const mount = async (image: string, name: string): Promise<string> => {
    const path = join(home, name);
    await mkdir(path);
    await run("mount", ["-o", "loop", image, path]);
    mounts.push(path);
    return path;
  };
  const dispose = async (): Promise<void> => {
    for (const path of mounts) await run("umount", ["-l", path]);
    await rm(home, { recursive: true, force: true });
  };
  try {
    const image = join(home, "disk.img");
    await run("truncate", ["-s", "48M", image]);
    await run("mkfs.ext4", ["-q", "-F", image]);
    const path = await mount(image, "disk");
    return {
      path,
      afterPowerCut: async () => {
        const copy = join(home, "copy.img");
        await run("cp", ["--sparse=always", image, copy]);
        return await mount(copy, "copy");
      },
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}
