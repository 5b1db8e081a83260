import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { FrameMaker } from "./frame-maker.ts";

/** A folder of that many small images of the frame maker. */
export async function folderOfFrames(parent: string, count: number, name = "in"): Promise<string> {
  const folder = join(parent, name);
  await mkdir(folder, { recursive: true });
  await (await FrameMaker.make()).writeFiles(folder, { count });
  return folder;
}
