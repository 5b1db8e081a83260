import type { EventListener } from "../../core/events/run-event.ts";
import type { FrameTime } from "../../core/frame/frame.ts";
import type { SliceSettings } from "../ffmpeg-arguments.ts";
import { FfmpegSlicer, type SlicerTools } from "../ffmpeg-slicer.ts";
import type { SamplingPlan, SlicePlan } from "../slice-plan.ts";
import { frameIndexOf } from "../frame-name.ts";
import { FrameTimes } from "../frame-times.ts";
import type { SliceRequest } from "../slice-length.ts";
import type { Slicer, SliceReport } from "../slicer.ts";
import { listArguments } from "./packet-list.ts";
import { MEASURED_COSTS, type SeekCosts, seekLanes } from "./seek-cost.ts";
import { SeekSlicing } from "./seek-slicing.ts";
import { planSparse, type SparsePlan } from "./sparse-plan.ts";

/** Slices few frames of a video file, in the cheapest of the ways that are certain to give them. */
export class SparseSlicer implements Slicer {
  readonly #settings: SliceSettings & SliceRequest;
  readonly #tools: SlicerTools;
  readonly #times = new FrameTimes();
  readonly #costs: SeekCosts;

  /** @param costs by which a way is chosen. @default those that were measured */
  constructor(
    settings: SliceSettings & SliceRequest,
    tools: SlicerTools,
    costs: SeekCosts = MEASURED_COSTS,
  ) {
    this.#settings = settings;
    this.#costs = costs;
    this.#tools = { ...tools, times: this.#times };
  }

  /** What will run. */
  async plan(): Promise<SlicePlan> {
    const plan = await this.#choose(new AbortController().signal);
    const { commandLine } =
      plan.way === "seeks" ? this.#seekSlicing(plan) : this.#ffmpegSlicer(plan);
    return { commandLine, filterText: null, sampling: this.#describe(plan) };
  }

  async slice(folder: string, emit: EventListener, signal: AbortSignal): Promise<SliceReport> {
    let plan: SparsePlan;
    try {
      plan = await this.#choose(signal);
    } catch (error) {
      this.#times.end();
      if (!signal.aborted || error !== signal.reason) throw error;
      emit({ type: "sliceEnded", frameCount: 0, isComplete: false });
      return STOPPED;
    }
    if (plan.note !== null) emit({ type: "warningRaised", message: plan.note });
    const slicing = plan.way === "seeks" ? this.#seekSlicing(plan) : this.#ffmpegSlicer(plan);
    return await slicing.slice(folder, emit, signal);
  }

  async timeOf(relativePath: string): Promise<FrameTime> {
    const index = frameIndexOf(relativePath);
    return { index, ptsSeconds: index === null ? null : await this.#times.take(index) };
  }

  async #choose(signal: AbortSignal): Promise<SparsePlan> {
    const { header, ffmpeg, piped = null, remote = null } = this.#tools;
    const isFile = piped === null && remote === null;
    const [settings, costs] = [this.#settings, this.#costs];
    return await planSparse({ settings, header, ffmpegPath: ffmpeg.path, isFile, costs }, signal);
  }

  #ffmpegSlicer({ way }: SparsePlan): FfmpegSlicer {
    const keyframes = this.#settings.keyframes || way === "keyframes";
    return new FfmpegSlicer({ ...this.#settings, keyframes }, this.#tools);
  }

  #seekSlicing(plan: Extract<SparsePlan, { way: "seeks" }>): SeekSlicing {
    return new SeekSlicing(plan, this.#settings, { ...this.#tools, times: this.#times });
  }

  #describe(plan: SparsePlan): SamplingPlan {
    const { ffmpeg, header } = this.#tools;
    const stream = plan.hasListed ? (header.stream ?? null) : null;
    return {
      way: plan.way,
      frameCount: plan.frameCount,
      atOnce: plan.way === "seeks" ? Math.min(seekLanes(), plan.seeks.length) : 1,
      listing:
        stream === null ? null : [ffmpeg.path, ...listArguments(this.#settings.video, stream)],
      note: plan.note,
    };
  }
}

const STOPPED: SliceReport = {
  frameCount: 0,
  decodeErrors: 0,
  problem: null,
  isWantedPart: false,
  warnings: [],
};
