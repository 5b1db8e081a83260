import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import type { SliceSettings } from "../../../src/slicer/ffmpeg-arguments.ts";
import type { SliceRequest } from "../../../src/slicer/slice-length.ts";
import { MEASURED_COSTS, type SeekCosts } from "../../../src/slicer/sparse/seek-cost.ts";
import { SparseSlicer } from "../../../src/slicer/sparse/sparse-slicer.ts";
import { outcomeOf, type Sliced, slicerParts } from "./sliced.ts";

/** Costs that make seeks the cheapest way wherever they are possible. */
export const FREE_SEEKS: SeekCosts = {
  ...MEASURED_COSTS,
  startMs: 0,
  startMsPerPixel: 0,
  maxShare: Number.POSITIVE_INFINITY,
};

/** What such a slice left behind and told. */
export interface SparselySliced extends Sliced {
  /** Number of ffmpegs that have opened the video to decode it. */
  readonly starts: number;
}

/** Slices few frames of a video in the way that is cheapest by these costs. */
export async function sliceSparsely(
  video: string,
  parent: string,
  options: Partial<SliceSettings & SliceRequest>,
  costs: SeekCosts,
): Promise<SparselySliced> {
  let starts = 0;
  const onLogLine = (line: string): void => {
    if (line.startsWith("[info] Input #0")) starts += 1;
  };
  const [settings, tools] = await slicerParts(video, options);
  const slicer = new SparseSlicer(settings, { ...tools, onLogLine }, costs);
  const folder = await mkdtemp(join(parent, "frames %d "));
  const sliced = await outcomeOf(slicer, folder, new AbortController().signal);
  return { ...sliced, starts };
}
