import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Gives a folder a second path, as `mount --bind` does; disposing of it takes that away. */
export function bindMount(folder: string, secondPath: string): Disposable {
  mkdirSync(secondPath, { recursive: true });
  const { status, stderr } = spawnSync("mount", ["--bind", folder, secondPath]);
  if (status !== 0) throw new Error(`mount --bind: ${stderr?.toString() ?? "is missing"}`);
  return { [Symbol.dispose]: () => void spawnSync("umount", [secondPath]) };
}

/** Why there are no bind mounts here; `undefined` where there are. */
export function whyNoBindMount(): string | undefined {
  const scratch = mkdtempSync(join(tmpdir(), "frameferry-test-"));
  try {
    bindMount(scratch, join(scratch, "again"))[Symbol.dispose]();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
