import { open } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { canFlushFolders } from "../platform/file-access.ts";
import { makeFolder } from "./make-folder.ts";

/**
 * Flushes the names in a folder to disk: without it, a power failure loses a new file with its content.
 * Folders that cannot be flushed (write-only, or on a file system without fsync) are left to the system.
 */
export async function flushFolder(path: string): Promise<void> {
  if (!canFlushFolders()) return;
  try {
    await using folder = await open(path, "r");
    await folder.sync();
  } catch (error) {
    if (!WITHOUT_FLUSH.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

const WITHOUT_FLUSH: ReadonlySet<string> = new Set([
  ...["EINVAL", "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "EACCES", "EPERM", "EBADF"],
]);

/** Makes a folder and its missing parents, and flushes each to disk. @throws FolderFault */
export async function makeSafeFolder(path: string, mode = 0o777): Promise<void> {
  const first = await makeFolder(path, mode);
  if (first === null) return;
  for (let made = resolve(path); ; made = dirname(made)) {
    await flushFolder(dirname(made));
    if (made === first || made === dirname(made)) return;
  }
}
