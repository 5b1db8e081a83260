import { closeSync, openSync, writeSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { cached } from "../harness/cache-folder.ts";

/** A folder of `count` small JPEG files, each stored separately; a million takes about a minute to generate. */
export async function smallFiles(count: number): Promise<string> {
  return await cached(`small-files-${count}`, async (folder) => {
    await mkdir(folder, { recursive: true });
    const image = await sharp({
      create: { width: 16, height: 16, channels: 3, background: "gray" },
    })
      .jpeg()
      .toBuffer();
    for (let index = 0; index < count; index += 1) {
      const descriptor = openSync(join(folder, `old_${String(index).padStart(8, "0")}.jpg`), "w");
      writeSync(descriptor, image);
      closeSync(descriptor);
    }
  });
}
