import type { FrameMessage } from "../../brokers/messages.ts";
import type { Frame } from "../../core/frame/frame.ts";

/** A frame that came by way of a broker. It lies in no file here, and keeps the key that its edge gave it. */
export function takenFrame(message: FrameMessage, nowMs: number): Frame {
  const { key, site, source, path, index, ptsSeconds, image, landedAt, capturedAt } = message;
  const named = `${site}/${source}`;
  const byteLength = image.length;
  const modifiedAtMs = Date.parse(landedAt) || 0;
  return {
    source: named,
    identity: { source: named, relativePath: path, byteLength, modifiedAtMs, key },
    ...{ path: "", relativePath: path, byteLength, modifiedAtMs, device: 0, inode: 0 },
    ...{ index, ptsSeconds, landedAtMs: nowMs },
    ...(capturedAt === null
      ? {}
      : { capturedAtMs: Date.parse(capturedAt) - performance.timeOrigin }),
  };
}
