import { readFile } from "node:fs/promises";
import type { Frame } from "../core/frame/frame.ts";
import { lstatIfThere } from "../core/files/system-error.ts";

/**
 * True if a file in the target folder is the image already: it has its size, its time, which a copy keeps
 * to the millisecond, and its bytes. A run that was killed has put it there.
 *
 * @param from path of the image.
 */
export async function isSameImage(
  { byteLength, modifiedAtMs }: Pick<Frame, "byteLength" | "modifiedAtMs">,
  from: string,
  name: string,
): Promise<boolean> {
  const stats = await lstatIfThere(name);
  if (stats?.isFile() !== true || stats.size !== byteLength) return false;
  if (Math.abs(stats.mtimeMs - modifiedAtMs) >= 1) return false;
  return (await readFile(from)).equals(await readFile(name));
}
