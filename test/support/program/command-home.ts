import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { FrameMaker, indexOfMadeFrame } from "../frames/frame-maker.ts";
import type { Answer } from "../services/collector-answer.ts";
import { type Collector, startCollector } from "../services/collector.ts";

/** A folder of that many small images of the frame maker. */
export async function folderOfFrames(parent: string, count: number, name = "in"): Promise<string> {
  const folder = join(parent, name);
  await mkdir(folder, { recursive: true });
  await (await FrameMaker.make()).writeFiles(folder, { count });
  return folder;
}

/** A service that goes by the image, whose index its frame maker wrote into it. */
export async function serviceByIndex(answer: (index: number | null) => Answer): Promise<Collector> {
  return await startCollector({
    answer: ({ parts }) => answer(indexOfMadeFrame(parts[0]?.bytes ?? Buffer.alloc(0))),
  });
}

/** The objects of a file of JSON lines. */
export async function jsonLines(path: string): Promise<readonly Record<string, unknown>[]> {
  const text = (await readFile(path, "utf8")).trim();
  return text.split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
}
