import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TemporaryFolder } from "../files/temporary-folder.ts";
import { ffmpeg, testPicture } from "./ffmpeg-made.ts";

const TS_PACKET = 188;

/** An h264 broadcast of 200 frames, in which noise takes the place of some packets. */
export async function noisyBroadcast(folder: TemporaryFolder, packets: number): Promise<string> {
  const x264 = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "10", "-bf", "0"];
  const path = join(folder.path, "noisy.ts");
  await ffmpeg(folder.path, ...testPicture("320x240", 8, 25), ...x264, path);
  const bytes = await readFile(path);
  const total = Math.floor(bytes.length / TS_PACKET);
  for (let count = 1; count <= packets; count += 1) {
    const at = Math.floor((total * count) / (packets + 1)) * TS_PACKET;
    for (let index = at + 20; index < at + TS_PACKET; index += 1)
      bytes[index] = (index * 7919) % 256;
  }
  await writeFile(path, bytes);
  return path;
}
