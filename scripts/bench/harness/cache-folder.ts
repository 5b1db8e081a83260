import { mkdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";

/** Cache of generated media. May be removed at any time between two runs. */
const CACHE_FOLDER = join(import.meta.dirname, "../../../node_modules/.cache/frameferry/bench");

/**
 * Path of a cached file or folder, which is generated if it is missing.
 *
 * @param make writes it under a temporary name, so that the final name always stands for a complete one.
 */
export async function cached(
  name: string,
  make: (passingPath: string) => Promise<void>,
): Promise<string> {
  const path = join(CACHE_FOLDER, name);
  if (await exists(path)) return path;
  await mkdir(CACHE_FOLDER, { recursive: true });
  const passingPath = join(CACHE_FOLDER, `making-${process.pid}-${name}`);
  try {
    await make(passingPath);
    await rename(passingPath, path).catch(async (error: unknown) => {
      // Another process has made the same in the meantime.
      if (!(await exists(path))) throw error;
    });
  } finally {
    await rm(passingPath, { recursive: true, force: true });
  }
  return path;
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
