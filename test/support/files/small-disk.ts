import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A disk of its own that is soon full; disposing of it unmounts it, whatever still uses it. */
export interface SmallDisk extends AsyncDisposable {
  /** Absolute path of its root. */
  readonly path: string;
  /** Makes it larger or smaller while it is in use; never smaller than what it holds. */
  resize(byteLength: number): Promise<void>;
}

let reason: Promise<string | undefined> | undefined;

/** Why no small disk can be mounted here, as a sentence; `undefined` when it can. */
export function whyNoSmallDisk(): Promise<string | undefined> {
  return (reason ??= tryOne());
}

async function tryOne(): Promise<string | undefined> {
  if (process.platform !== "linux") return "A small disk needs Linux's tmpfs";
  try {
    const disk = await smallDisk(64 * 1024);
    await disk[Symbol.asyncDispose]();
    return undefined;
  } catch (error) {
    const who = process.getuid?.() === 0 ? "this machine does not let root" : "only root may";
    return `A small disk cannot be mounted (${who} mount a tmpfs): ${(error as Error).message}`;
  }
}

/** Mounts a tmpfs of this size, rounded up to whole pages. */
export async function smallDisk(byteLength: number): Promise<SmallDisk> {
  const path = await mkdtemp(join(tmpdir(), "frameferry-disk-"));
  const remove = async (): Promise<void> => await rm(path, { recursive: true, force: true });
  await run("mount", ["-t", "tmpfs", "-o", `size=${byteLength}`, "tmpfs", path]).catch(
    async (cause: unknown) => {
      await remove();
      throw cause;
    },
  );
  return {
    path,
    resize: async (next) => void (await run("mount", ["-o", `remount,size=${next}`, path])),
    [Symbol.asyncDispose]: async () => {
      // Lazily: a process that a failed test left behind must not keep the mount.
      await run("umount", ["-l", path]);
      await remove();
    },
  };
}
