import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Frame } from "../../../src/core/frame/frame.ts";
import { frameOfFile } from "../samples/sample-frame.ts";

/** Writes `count` small images, each with bytes of its own, and tells of them as frames. */
export async function frameFiles(folder: string, count: number): Promise<readonly Frame[]> {
  return await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const relativePath = `frame_${String(index).padStart(8, "0")}.jpg`;
      const bytes = imageBytes(index);
      await writeFile(join(folder, relativePath), bytes);
      return frameOfFile(folder, relativePath, { index, ptsSeconds: index / 25 });
    }),
  );
}

/** What `frameFiles` writes for the frame of this index. */
export function imageBytes(index: number): Buffer {
  return Buffer.concat([Buffer.from("\xff\xd8\xff", "latin1"), Buffer.alloc(100 + index, index)]);
}
