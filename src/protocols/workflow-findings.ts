import type { Classification, Detection, Predictions } from "../core/predictions.ts";
import { isObject, type JsonObject, listOf, objectOf } from "./json-value.ts";
import { isFinding, meaningOf } from "./roboflow-findings.ts";

/**
 * Predictions in the outputs of a workflow for one image, at any depth (roboflow/inference,
 * workflows/core_steps/common/serializers.py: `{image, predictions}`). `null` if there are none. A
 * detection in two outputs, such as before and after a filter, counts once.
 */
export function meaningOfOutputs(outputs: unknown): Predictions | null {
  const all = findingsIn(outputs, 0, new Set());
  const detections = all.flatMap((finding): readonly Detection[] => finding.detections ?? []);
  const classes = all.flatMap((finding): readonly Classification[] => finding.classes ?? []);
  if (all.some((finding) => finding.detections !== undefined)) return { detections };
  return classes.length > 0 ? { classes } : null;
}

/** Outputs may be nested lists, such as one per crop. */
const MAX_DEPTH = 5;

function findingsIn(value: unknown, depth: number, seen: Set<string>): readonly Predictions[] {
  if (depth > MAX_DEPTH) return [];
  if (isBareList(value)) return findingsIn({ predictions: value }, depth, seen);
  if (isObject(value) && isFindingWithoutText(value)) {
    const meaning = meaningOf(withoutSeen(value, seen));
    return meaning === null ? [] : [meaning];
  }
  const parts = isObject(value) ? Object.values(value) : listOf(value);
  return parts.flatMap((part) => findingsIn(part, depth + 1, seen));
}

/** True for predictions that are an output of their own, without the size of their image. */
function isBareList(value: unknown): value is readonly unknown[] {
  const found = listOf(value);
  return found.length > 0 && found.every((each) => "class" in objectOf(each));
}

/** True for a model's response; an output named `predictions` is such an object itself. */
function isFindingWithoutText(value: JsonObject): boolean {
  const { predictions } = value;
  if (typeof value["response"] === "string" || !isFinding(value)) return false;
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
