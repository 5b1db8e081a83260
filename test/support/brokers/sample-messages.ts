import type { FrameMessage, ResultMessage } from "../../../src/brokers/messages.ts";
import type { WorkerSign } from "../../../src/brokers/worker-signs.ts";

/** A frame to hand over. */
export function sampleFrame(changes: Partial<FrameMessage> = {}): FrameMessage {
  return {
    key: "key-0",
    round: 0,
    site: "berlin",
    edge: "edge-1",
    source: "cam1",
    path: "day/00000001.jpg",
    contentType: "image/jpeg",
    index: 1,
    ptsSeconds: 0.04,
    landedAt: "2026-12-01T10:00:00.000Z",
    capturedAt: null,
    image: Buffer.from("image"),
    ...changes,
  };
}

/** The result of such a frame. */
export function sampleResultMessage(changes: Partial<ResultMessage> = {}): ResultMessage {
  return {
    key: "key-0",
    round: 0,
    edge: "edge-1",
    worker: "gpu-1",
    outcome: "delivered",
    service: "http://gpu:8000/predict",
    status: 200,
    attempts: 1,
    latencyMs: 12.5,
    response: '{"found":1}',
    predictions: null,
    reason: null,
    finishedAt: "2026-12-01T10:00:01.000Z",
    frame: {
      ...{ site: "berlin", source: "cam1", path: "day/00000001.jpg" },
      ...{ index: 1, ptsSeconds: 0.04, capturedAt: null },
    },
    ...changes,
  };
}

/** A sign of a worker. */
export function sampleSign(changes: Partial<WorkerSign> = {}): WorkerSign {
  return {
    worker: "gpu-1",
    version: "0.1.0",
    services: ["http://gpu:8000/predict"],
    uptimeMs: 60_000,
    held: 4,
    delivered: 120,
    failed: 1,
    framesPerSecond: 24.5,
    isEnding: false,
    ...changes,
  };
}
