import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FfmpegSlicer } from "../../../src/slicer/ffmpeg-slicer.ts";
import { findFfmpegFor } from "../../../src/slicer/find-ffmpeg.ts";
import type { SliceSettings } from "../../../src/slicer/ffmpeg-arguments.ts";
import type { SliceRequest } from "../../../src/slicer/slice-length.ts";
import { MEASURED_COSTS, type SeekCosts } from "../../../src/slicer/sparse/seek-cost.ts";
import { SparseSlicer } from "../../../src/slicer/sparse/sparse-slicer.ts";

/** Slices one frame of each period of a video in a given way, and prints how many there were. */
const [video = "", seconds = "", way = "chosen"] = process.argv.slice(2);

const FREE_SEEKS: SeekCosts = {
  ...MEASURED_COSTS,
  startMs: 0,
  startMsPerPixel: 0,
  maxShare: Number.POSITIVE_INFINITY,
};

const settings: SliceSettings & SliceRequest = {
  ...{ video, fps: 1 / Number(seconds), every: 1, startSeconds: 0, durationSeconds: null },
  ...{ widthPixels: null, heightPixels: null, squarePixels: false, toneMap: false },
  ...{ keyframes: false, nearestKeyframe: way === "nearest", format: "jpg", quality: null },
  ...{ firstIndex: 0, maxDecodeErrors: "1%" },
};
const tools = await findFfmpegFor(video, null);
const slicer =
  way === "pass"
    ? new FfmpegSlicer(settings, tools)
    : new SparseSlicer(settings, tools, way === "seeks" ? FREE_SEEKS : MEASURED_COSTS);
const folder = await mkdtemp(join(tmpdir(), "frameferry-sampling-"));
try {
  const { problem } = await slicer.slice(folder, () => {}, new AbortController().signal);
  if (problem !== null) throw problem;
  process.stdout.write(`${(await readdir(folder)).length}\n`);
} finally {
  await rm(folder, { recursive: true });
}
