import type { FrameResult } from "../../../src/core/frame/frame-result.ts";

/** The result of a delivered frame; name the fields that the test is about. */
export function sampleResult(fields: Partial<FrameResult> = {}): FrameResult {
  return {
    source: "clip.mp4",
    frame: "frame_00000000.jpg",
    index: 0,
    ptsSeconds: 0,
    outcome: "delivered",
    service: "http://127.0.0.1:8000/predict",
    status: 200,
    attempts: 1,
    latencyMs: 12.5,
    response: { ok: true },
    predictions: null,
    reason: null,
    ...fields,
  };
}
