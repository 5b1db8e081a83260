import { accessSync, constants } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TemporaryFolder } from "./temporary-folder.ts";

/** A temporary folder for thousands of small files: in memory, where the system has such a place. */
export async function memoryFolder(): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(isUsable(MEMORY) ? MEMORY : tmpdir(), "frameferry-test-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

const MEMORY = "/dev/shm";

function isUsable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
