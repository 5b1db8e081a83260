import type { Detection } from "../core/frame/predictions.ts";
import { boxBetween, classification, detection } from "./build-predictions.ts";
import { type JsonObject, objectOf } from "./json-value.ts";

/** Detections of DeepStack and CodeProject.AI: two corners in pixels. */
export function deepstackDetections(predictions: readonly unknown[]): readonly Detection[] {
  return predictions.map(objectOf).flatMap(detectionIn);
}

/** A face has no label, but the person's name if it was recognized. */
function detectionIn(prediction: JsonObject): readonly Detection[] {
  const {
    label,
    userid,
    confidence,
    x_min: left,
    y_min: top,
    x_max: right,
    y_max: bottom,
  } = prediction;
  const found = classification(label ?? userid ?? "face", confidence);
  return detection(found, boxBetween([left, top, right, bottom]));
}
