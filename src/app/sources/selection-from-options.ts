import type { Clock } from "../../core/concurrency/clock.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import type { Frame } from "../../core/frame/frame.ts";
import { type Region, regionFromText } from "../../core/image/region.ts";
import { option } from "../../core/option-spelling.ts";
import { demandPackages } from "../../core/packages/optional-packages.ts";
import type { FileOrder } from "../../options/folder-options.ts";
import type { MotionOptions } from "../../options/motion-options.ts";
import type { RegionOptions } from "../../options/region-options.ts";
import { cropOf } from "../services/choose-image-reader.ts";
import type { SendOptions } from "../../options/send-options.ts";
import type { SimilarOptions } from "../../options/similar-options.ts";
import type { FrameRule } from "../../selection/frame-rule.ts";
import type { FrameSelector } from "../../selection/frame-selector.ts";
import type { MaskRegions } from "../../selection/region-mask.ts";
import type { SliceSettings } from "../../slicer/ffmpeg-arguments.ts";
import type { FileRuleOptions } from "./check-landed-rules.ts";

/** What a selector must know of the source of its frames. */
export interface SelectedSource {
  /** Time of a frame on the clock of the source, in seconds. */
  readonly secondsOf: (frame: Frame) => number;
  /** Index of the first frame that comes. @default the frames have none */
  readonly firstIndex?: number;
  /** Size of the images that may be held at once, in bytes. @default no bound */
  readonly maxHeldBytes?: number;
  /** True if frames may stop to come without an end. */
  readonly isEndless: boolean;
  /** Called when the rules have looked at the image of a frame, which they need no more. @default nothing */
  readonly onRead?: (frame: Frame) => Promise<void>;
}

/** Makes the rules of one sequence of frames. */
type RulesMaker = () => readonly FrameRule[];

/** Makes what decides on the frames of a source. */
export type SelectorMaker = (source: SelectedSource) => { readonly selector?: FrameSelector };

/** Whether options choose frames by what images show that have landed. @param similar see `selectorMaker`. */
export function isSelecting({ motion }: MotionOptions, { skipSimilar }: SimilarOptions): boolean {
  return motion !== null || skipSimilar !== null;
}

/**
 * Loads the rules, if the options have any; without one a source has no selector.
 *
 * @param similar which similar frames are left out here, and the part of the images that is looked at; of videos and
 * cameras, ffmpeg leaves most of them out, and cuts the part out.
 * @throws FrameferryError `ERR_PACKAGE_MISSING`.
 */
export async function selectorMaker(
  options: MotionOptions,
  { clock, emit }: { readonly clock: Clock; readonly emit: EventListener },
  similar: SimilarOptions & Partial<Pick<SendOptions, "crop">>,
): Promise<SelectorMaker> {
  if (!isSelecting(options, similar)) return () => ({});
  const { preMs } = options;
  const what = option(options.motion === null ? "skipSimilar" : "motion");
  demandPackages({ what, packages: ["sharp"] });
  const [{ FrameSelection }, makeSimilar, makeMotion] = await Promise.all([
    import("../../selection/frame-selection.ts"),
    similarRules(similar, options),
    motionRules(options, emit),
  ]);
  const rules = () => [...makeSimilar(), ...makeMotion()];
  return ({ maxHeldBytes = Number.POSITIVE_INFINITY, isEndless, ...source }) => {
    const bounds = { maxFrames: MAX_HELD_FRAMES, maxBytes: maxHeldBytes };
    const idleMs = isEndless ? preMs + IDLE_MS : null;
    const crop = cropOf(similar.crop ?? null);
    const selection = { ...source, rules, crop, bounds, idleMs };
    return { selector: new FrameSelection(selection, clock, emit) };
  };
}

async function similarRules(
  { skipSimilar, atLeastEveryMs }: SimilarOptions,
  options: RegionOptions,
): Promise<RulesMaker> {
  if (skipSimilar === null) return () => [];
  const { SimilarRule } = await import("../../selection/similar-rule.ts");
  const settings = {
    minShare: skipSimilar,
    periodSeconds: atLeastEveryMs === null ? null : atLeastEveryMs / 1000,
    regions: maskRegions(options),
  };
  return () => [new SimilarRule(settings)];
}

async function motionRules(options: MotionOptions, emit: EventListener): Promise<RulesMaker> {
  const { motion, preMs, postMs } = options;
  if (motion === null) return () => [];
  const { MotionRule } = await import("../../selection/motion-rule.ts");
  const settings = {
    minShare: motion,
    preSeconds: preMs / 1000,
    postSeconds: postMs / 1000,
    regions: maskRegions(options),
  };
  return () => [new MotionRule(settings, emit)];
}

/** Order of files that are there at the start: that of their times, where one frame is compared with the ones before. */
export function orderOf(options: FileRuleOptions): FileOrder | null {
  return options.order ?? (isSelecting(options, options) ? "oldest" : null);
}

/** Time of the file of an image: that of its landing, unless whoever put it there has kept an older one. */
export function secondsOfFile({ modifiedAtMs }: Frame): number {
  return modifiedAtMs / 1000;
}

/** Time of arrival of a frame of a camera. */
export function secondsOfArrival({ capturedAtMs, landedAtMs }: Frame): number {
  return (capturedAtMs ?? landedAtMs) / 1000;
}

/** Place of a frame in its video; that of a video without times by the frames that are taken of it. */
export function secondsInVideo({
  fps,
  every,
}: Pick<SliceSettings, "fps" | "every">): (frame: Frame) => number {
  const framesPerSecond = fps ?? TIMELESS_FPS / every;
  return ({ ptsSeconds, index }) => ptsSeconds ?? (index ?? 0) / framesPerSecond;
}

function maskRegions({ regions, ignoreRegions }: RegionOptions): MaskRegions {
  return { include: regionsOf(regions), ignore: regionsOf(ignoreRegions) };
}

function regionsOf(texts: readonly string[]): readonly Region[] {
  return texts.map(regionFromText).filter((region) => typeof region !== "string");
}

/** Rate of a raw stream that names none, as ffmpeg takes it. */
const TIMELESS_FPS = 25;
/** Some 10 MB of memory. */
const MAX_HELD_FRAMES = 10_000;
/** Time that a frame may be late, in milliseconds. */
const IDLE_MS = 2000;
