import type { Finding } from "../../src/core/frame/predictions.ts";
import type { NamedFrame } from "../../src/export/export-frame.ts";

/** A delivered frame of a video of 10 frames a second. */
export function frameAt(index: number, fields: Partial<NamedFrame> = {}): NamedFrame {
  return {
    source: "clip.mp4",
    sourceNumber: 0,
    frame: `frame_${String(index).padStart(8, "0")}.jpg`,
    index,
    ptsSeconds: index / 10,
    isDelivered: true,
    size: { width: 200, height: 100 },
    findings: [],
    text: null,
    ...fields,
  };
}

/** Detections of these labels, all with the same box. */
export function found(...labels: readonly string[]): readonly Finding[] {
  const box = { x: 20, y: 30, width: 40, height: 50 };
  return labels.map((label) => ({ label, confidence: 0.9, box }));
}
