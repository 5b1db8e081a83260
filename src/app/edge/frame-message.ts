import type { FrameMessage } from "../../brokers/messages.ts";
import { wallClockTime } from "../../core/frame/capture-time.ts";
import type { Frame } from "../../core/frame/frame.ts";
import { imageTypeOf } from "../../core/image/image-type.ts";
import { sourceName } from "../../core/text/source-name.ts";
import type { HandOver } from "../../ledger/hand-overs.ts";

/** Where a frame comes from, and who waits for its answer. */
export interface FrameOrigin {
  readonly site: string;
  readonly edge: string;
  readonly handOver: Pick<HandOver, "key" | "sinceMs" | "round">;
}

/**
 * A frame as it goes to a broker. Its round counts on from the time at which it was first to be handed over, so that no
 * later delivery of the same frame, such as a resubmission, has the number of an earlier one.
 */
export function frameMessage(
  frame: Frame,
  image: Buffer,
  { site, edge, handOver: { key, sinceMs, round } }: FrameOrigin,
): FrameMessage {
  const { source, relativePath: path, index, ptsSeconds, landedAtMs, capturedAtMs } = frame;
  return {
    ...{ key, site, edge, path, index, ptsSeconds, image },
    round: sinceMs + round,
    source: sourceName(source),
    contentType: imageTypeOf(image),
    landedAt: wallClockTime(landedAtMs),
    capturedAt: capturedAtMs === undefined ? null : wallClockTime(capturedAtMs),
  };
}
