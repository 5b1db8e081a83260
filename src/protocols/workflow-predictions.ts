import type { Classification, Detection, Predictions } from "../core/frame/predictions.ts";
import { isObject, type JsonObject, listOf, objectOf } from "./json-value.ts";
import { isModelResponse, predictionsIn } from "./roboflow-predictions.ts";

/**
 * Predictions in the outputs of a workflow for one image, at any depth (roboflow/inference,
 * workflows/core_steps/common/serializers.py: `{image, predictions}`). `null` if there are none. A
 * detection in two outputs, such as before and after a filter, counts once.
 */
export function workflowPredictions(outputs: unknown): Predictions | null {
  const all = collectPredictions(outputs, 0, new Set());
  const detections = all.flatMap((finding): readonly Detection[] => finding.detections ?? []);
  const classes = all.flatMap((finding): readonly Classification[] => finding.classes ?? []);
  if (all.some((finding) => finding.detections !== undefined)) return { detections };
  return classes.length > 0 ? { classes } : null;
}

/** Outputs may be nested lists, such as one per crop. */
const MAX_DEPTH = 5;

function collectPredictions(
  value: unknown,
  depth: number,
  seen: Set<string>,
): readonly Predictions[] {
  if (depth > MAX_DEPTH) return [];
  if (isBareList(value)) return collectPredictions({ predictions: value }, depth, seen);
  if (isObject(value) && isResponseWithoutText(value)) {
    const meaning = predictionsIn(withoutSeen(value, seen));
    return meaning === null ? [] : [meaning];
  }
  const parts = isObject(value) ? Object.values(value) : listOf(value);
  return parts.flatMap((part) => collectPredictions(part, depth + 1, seen));
}

/** True for predictions that are an output of their own, without the size of their image. */
function isBareList(value: unknown): value is readonly unknown[] {
  const found = listOf(value);
  return found.length > 0 && found.every((each) => "class" in objectOf(each));
}

/** True for a model's response; an output named `predictions` is such an object itself. */
function isResponseWithoutText(value: JsonObject): boolean {
  const { predictions } = value;
  if (typeof value["response"] === "string" || !isModelResponse(value)) return false;
  if (Array.isArray(predictions)) return predictions.every((each) => "class" in objectOf(each));
  return Object.values(objectOf(predictions)).every((each) => "confidence" in objectOf(each));
}

function withoutSeen(value: JsonObject, seen: Set<string>): JsonObject {
  const { predictions } = value;
  if (!Array.isArray(predictions)) return value;
  const fresh = listOf(predictions).filter((prediction) => {
    const { detection_id: id } = objectOf(prediction);
    if (typeof id !== "string") return true;
    const isNew = !seen.has(id);
    seen.add(id);
    return isNew;
  });
  return { predictions: fresh };
}
