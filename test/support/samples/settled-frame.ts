import type { OutcomeRecord, RecordedFrame } from "../../../src/ledger/frame-record.ts";

/** A frame of a video with a plausible value in each field; name those that the test is about. */
export function settledFrame(index: number, fields: Partial<RecordedFrame> = {}): RecordedFrame {
  return {
    source: "/videos/clip.mp4",
    relativePath: `frame_${String(index).padStart(8, "0")}.jpg`,
    byteLength: 130_000,
    modifiedAtMs: 1_700_000_000_000.25,
    index,
    ptsSeconds: index / 25,
    firstSeenAtMs: 1_700_000_000_500,
    ...fields,
  };
}

export const DELIVERED: OutcomeRecord = {
  outcome: "delivered",
  attempts: 1,
  status: 200,
  reason: null,
};

export function failedWith(status: number | null, reason: string): OutcomeRecord {
  return { outcome: "failed", attempts: 3, status, reason };
}
