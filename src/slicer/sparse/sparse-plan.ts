import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { SliceSettings } from "../ffmpeg-arguments.ts";
import type { VideoHeader } from "../video-header.ts";
import { endsEarly, type SliceRequest } from "../slice-length.ts";
import { framesAtTimes, type SeekTargets } from "./frames-at-times.ts";
import { type PacketList, listPackets } from "./packet-list.ts";
import {
  areSeeksCheaper,
  type FrameSize,
  minSeekPeriodSeconds,
  type SeekCosts,
} from "./seek-cost.ts";
import { planSeeks, type Seek } from "./seek-plan.ts";
import { nearestKeyframes } from "./nearest-keyframes.ts";
import { type Sampling, sampledFrames } from "./sampled-frames.ts";

/** How the frames of a rate are reached. */
export type SparsePlan = {
  /** True if the packets of the video were listed for this. */
  readonly hasListed: boolean;
  /** Why keyframes were wanted and are not taken, as a sentence; `null` if nothing is amiss. */
  readonly note: string | null;
  /** Number of frames; `null` if that is known only at the end. */
  readonly frameCount: number | null;
} & (
  | { readonly way: "pass" | "keyframes" }
  | { readonly way: "seeks"; readonly seeks: readonly Seek[]; readonly packets: PacketList }
);

/** What a plan is made of. */
export interface PlanRequest {
  readonly settings: SliceSettings & SliceRequest;
  readonly header: VideoHeader;
  readonly ffmpegPath: string;
  /** True for a file on this machine, whose packets can be listed. */
  readonly isFile: boolean;
  readonly costs: SeekCosts;
}

/** Chooses the cheapest way that is certain to give the frames that are asked for. */
export async function planSparse(request: PlanRequest, signal: AbortSignal): Promise<SparsePlan> {
  const { settings } = request;
  const sampling = samplingOf(settings);
  const periodSeconds = meanPeriodSeconds(request, sampling);
  const size = periodSeconds === null ? null : await seekableSize(request, periodSeconds);
  const isListed = size !== null || (sampling !== null && mayUseKeyframes(request));
  const packets = isListed ? await packetsOf(request, signal) : null;
  const facts = { hasListed: isListed };
  const isNearest = settings.nearestKeyframe === true && packets !== null && sampling !== null;
  const found = isNearest ? nearestKeyframes(packets, sampling) : null;
  if (found !== null) return { ...facts, way: "keyframes", note: null, frameCount: found };
  const note = settings.nearestKeyframe === true ? tooFarApart(settings.video, packets) : null;
  const isSeekable = size !== null && packets !== null;
  const seeks = isSeekable ? cheapSeeks({ ...request, size }, packets) : null;
  if (packets === null || seeks === null) return { ...facts, way: "pass", note, frameCount: null };
  return { ...facts, way: "seeks", note, frameCount: seeks.length, seeks, packets };
}

function samplingOf({ fps, every, startSeconds, durationSeconds }: SliceSettings): Sampling | null {
  return fps === null || every > 1 ? null : { fps, startSeconds, durationSeconds };
}

/** Mean distance of the frames that are wanted, in seconds; `null` if that says nothing of their number. */
function meanPeriodSeconds(
  { settings: { wanted = null }, header: { stream = null } }: PlanRequest,
  sampling: Sampling | null,
): number | null {
  if (wanted === null) return sampling === null ? null : 1 / sampling.fps;
  // The place of a frame among all is known only to who decodes them.
  if (wanted.kind === "indexes") return null;
  const last = wanted.seconds.at(-1) ?? 0;
  // All packets are listed, where one pass ends behind the last frame.
  const isNearBeginning = last < (stream?.seconds ?? 0) * MIN_SHARE_TO_LIST;
  return isNearBeginning ? null : last / wanted.seconds.length;
}

/** Listing the packets takes some 2 % of the time of one pass over all of them. */
const MIN_SHARE_TO_LIST = 0.1;

async function packetsOf(
  { settings: { video }, header, ffmpegPath }: PlanRequest,
  signal: AbortSignal,
): Promise<PacketList | null> {
  const { stream = null } = header;
  return stream === null ? null : await listPackets(ffmpegPath, { video, stream }, signal);
}

/**
 * Size of a frame of a video whose packets are worth a look, as it has an index and few of its frames are wanted; `null`
 * of any other.
 */
async function seekableSize(
  { settings, header, isFile, costs }: PlanRequest,
  periodSeconds: number,
): Promise<FrameSize | null> {
  const { stream = null, startSeconds, isTimeless } = header;
  if (!isFile || stream === null || isTimeless || startSeconds < 0) return null;
  const isIndexed = INDEXED.has(stream.formatName) && CLEAN_CODECS.has(stream.codec);
  // A file without a length is still being written.
  if (!isIndexed || stream.seconds === null) return null;
  const framesPerSecond = stream.framesPerSecond ?? USUAL_FRAMES_PER_SECOND;
  // Whatever is wrong with the file, one pass tells it.
  const file = await stat(settings.video).catch(() => null);
  if (file === null) return null;
  const byteCount = file.size / (stream.seconds * framesPerSecond);
  const size = { pixelCount: stream.pixelCount, byteCount };
  return periodSeconds >= minSeekPeriodSeconds(framesPerSecond, size, costs) ? size : null;
}

const USUAL_FRAMES_PER_SECOND = 25;

function mayUseKeyframes({ settings, header, isFile }: PlanRequest): boolean {
  return settings.nearestKeyframe === true && isFile && !header.isTimeless;
}

/** Formats with an index that ffmpeg seeks by, by its names. */
const INDEXED: ReadonlySet<string> = new Set(["mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm"]);
/** Codecs whose keyframes either make all that follows them independent, or tell by their NAL units. */
const CLEAN_CODECS: ReadonlySet<string> = new Set(["h264", "hevc", "vp8", "vp9", "av1"]);

/** The seeks that are left to do; `null` if one pass is cheaper, or must judge where the video ends. */
function cheapSeeks(
  { settings, size, costs }: PlanRequest & { readonly size: FrameSize },
  packets: PacketList,
): readonly Seek[] | null {
  if (packets.cleanKeyframes[0] !== 0) return null;
  const targets = targetsOf(settings, packets);
  if (targets === null) return null;
  const seeks = planSeeks(packets, targets.positions.slice(settings.firstIndex));
  const isWorthIt = seeks.length > 0 && areSeeksCheaper(seeks, targets.frameCount, { size, costs });
  return isWorthIt && !isCutShort(settings, packets, seeks) ? seeks : null;
}

function targetsOf(settings: SliceSettings, packets: PacketList): SeekTargets | null {
  const { wanted = null } = settings;
  if (wanted !== null)
    return wanted.kind === "times" ? framesAtTimes(packets, wanted.seconds) : null;
  const sampling = samplingOf(settings);
  if (sampling === null) return null;
  const { wanted: frames, frameCount } = sampledFrames(packets, sampling);
  return { positions: frames.map(({ position }) => position), frameCount };
}

/** True if the last frame is so far from the announced end that frames may be missing. */
function isCutShort(
  settings: SliceSettings & SliceRequest,
  packets: PacketList,
  seeks: readonly Seek[],
): boolean {
  const log = packets.openLog(settings.firstIndex);
  for (const { microseconds } of seeks)
    log.read(`[Parsed_metadata_0 @ 0x0] [info] frame:0 pts:${microseconds}`);
  return endsEarly(settings, log);
}

function tooFarApart(video: string, packets: PacketList | null): string {
  const why =
    packets === null
      ? "its keyframes cannot be known beforehand"
      : "its keyframes are farther apart than the frames that are asked for";
  return `${basename(video)} is decoded, and the exact frames are taken: ${why}`;
}
