import { indexOfMadeFrame } from "../frames/frame-maker.ts";
import type { Answer } from "./collector-answer.ts";
import { type Collector, startCollector } from "./collector.ts";

/** A service that goes by the image, whose index its frame maker wrote into it. */
export async function serviceByIndex(answer: (index: number | null) => Answer): Promise<Collector> {
  return await startCollector({
    answer: ({ parts }) => answer(indexOfMadeFrame(parts[0]?.bytes ?? Buffer.alloc(0))),
  });
}
