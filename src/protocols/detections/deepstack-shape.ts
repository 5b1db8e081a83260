import { deepstackDetections } from "../deepstack-predictions.ts";
import { listOf, objectOf } from "../json-value.ts";
import type { Found } from "./found.ts";

/** Answers like those of DeepStack and CodeProject.AI: `{predictions: [{label, confidence, x_min, ...}]}`, in pixels. */
export function deepstackShape(response: unknown): Found | null {
  const predictions = listOf(objectOf(response)["predictions"]);
  const isShape = predictions.length > 0 && predictions.every((one) => "x_min" in objectOf(one));
  return isShape ? { findings: deepstackDetections(predictions), areFractions: false } : null;
}
