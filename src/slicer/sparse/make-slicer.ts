import type { SliceSettings } from "../ffmpeg-arguments.ts";
import { gateRules } from "../frame-gate.ts";
import { FfmpegSlicer, type SlicerTools } from "../ffmpeg-slicer.ts";
import type { SlicePlan } from "../slice-plan.ts";
import type { SliceRequest } from "../slice-length.ts";
import type { Slicer } from "../slicer.ts";

/** A slicer that can tell beforehand what it will run. */
export interface PlannedSlicer extends Slicer {
  readonly plan: () => Promise<SlicePlan>;
}

/** The slicer of a video: one pass of ffmpeg, unless so few frames are wanted that there may be a cheaper way. */
export async function makeSlicer(
  settings: SliceSettings & SliceRequest,
  tools: SlicerTools,
): Promise<PlannedSlicer> {
  if (!isSparse(settings)) return new FfmpegSlicer(settings, tools);
  const { SparseSlicer } = await import("./sparse-slicer.ts");
  return new SparseSlicer(settings, tools);
}

/** Settings of which it is known whether keyframes are taken. */
export interface KnownKeyframes<Settings> {
  readonly settings: Settings;
  /** Why keyframes were wanted and are not taken, as a sentence; `null` if nothing is amiss. */
  readonly note: string | null;
}

/** Finds out whether `nearestKeyframe` leads to keyframes of a video file, and has one pass take what it leads to. */
export async function decideOnKeyframes<Settings extends SliceSettings & SliceRequest>(
  settings: Settings,
  { ffmpeg, header }: Pick<SlicerTools, "ffmpeg" | "header">,
  signal: AbortSignal,
): Promise<KnownKeyframes<Settings>> {
  if (settings.nearestKeyframe !== true) return { settings, note: null };
  const [{ planSparse }, { MEASURED_COSTS: costs }] = await Promise.all([
    import("./sparse-plan.ts"),
    import("./seek-cost.ts"),
  ]);
  const request = { settings, header, ffmpegPath: ffmpeg.path, isFile: true, costs };
  const { way, note } = await planSparse(request, signal);
  return {
    settings: { ...settings, nearestKeyframe: false, keyframes: way === "keyframes" },
    note,
  };
}

function isSparse(settings: SliceSettings): boolean {
  const { fps, every, keyframes, nearestKeyframe = false, wanted = null, picks = null } = settings;
  // Rules that compare frames must see all of them, in their order.
  if (gateRules(settings).length > 0) return false;
  if (nearestKeyframe) return true;
  if (picks !== null) return false;
  if (wanted !== null) return wanted.kind === "times" && !keyframes;
  return fps !== null && fps <= MAX_SPARSE_FPS && every === 1 && !keyframes;
}

/** Above this rate, decoding all frames is the cheapest way at any size of the picture. */
const MAX_SPARSE_FPS = 1;
