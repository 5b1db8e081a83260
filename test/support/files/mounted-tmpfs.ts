import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";

/** Mounts a disk in memory on a folder; disposing of it takes it away. @param options such as `ro`. */
export function mountTmpfs(folder: string, options: string): Disposable {
  mkdirSync(folder, { recursive: true });
  const words = ["-t", "tmpfs", "-o", options, "tmpfs", folder];
  const { status, stderr } = spawnSync("mount", words);
  if (status !== 0) throw new Error(`mount -t tmpfs: ${stderr?.toString() ?? "is missing"}`);
  return { [Symbol.dispose]: () => void spawnSync("umount", [folder]) };
}
