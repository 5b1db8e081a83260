import type { PacketList } from "./packet-list.ts";
import { type Sampling, sampledFrames } from "./sampled-frames.ts";

/**
 * The number of periods that a keyframe is taken of: the first one in each.
 *
 * Only keyframes that need nothing before them count: a decoder that leaves out all but keyframes gives no others. The
 * last period may have none, and with a start the first one as well, as only a part of them is in the video.
 *
 * @returns `null` if another period has a frame and no keyframe: then keyframes are too far apart.
 */
export function nearestKeyframes(packets: PacketList, sampling: Sampling): number | null {
  const exact = sampledFrames(packets, sampling).wanted;
  const nearest = sampledFrames(packets, sampling, packets.cleanKeyframes).wanted;
  const found = new Set(nearest.map(({ period }) => period));
  const first = sampling.startSeconds > 0 ? 1 : 0;
  const isEvery = exact.slice(first, -1).every(({ period }) => found.has(period));
  return isEvery && nearest.length > 0 ? nearest.length : null;
}
