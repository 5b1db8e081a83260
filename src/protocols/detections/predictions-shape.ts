import type { Classification, Finding, Predictions } from "../../core/frame/predictions.ts";
import type { Found } from "./found.ts";

/** Predictions that a protocol has read already; their boxes are pixels of the frame. */
export function predictionsShape({ detections = [], classes = [] }: Predictions): Found {
  return { findings: [...detections, ...classes.map(withoutBox)], areFractions: false };
}

function withoutBox({ label, confidence }: Classification): Finding {
  return { label, confidence, box: null };
}
