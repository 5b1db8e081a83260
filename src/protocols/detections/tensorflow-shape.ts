import type { Finding } from "../../core/frame/predictions.ts";
import { boxBetween } from "../build-predictions.ts";
import { type JsonObject, isObject, listOf, numberOf, objectOf } from "../json-value.ts";
import { type Found, judgeUnit } from "./found.ts";

/**
 * Answers of models of TensorFlow's Object Detection API, from TensorFlow Serving or as tensors of a KServe
 * v2 server such as Triton: `detection_boxes` (y and x of two corners, usually fractions of the image),
 * `detection_scores` and `detection_classes`, each a number that becomes the label. Tensors of other names
 * have no agreed meaning: their numbers are positions in an input that may have been cropped or framed.
 */
export function tensorflowShape(response: unknown): Found | null {
  const outputs = outputsIn(objectOf(response));
  const boxes = listOf(outputs["detection_boxes"]).flat(2).map(numberOf);
  const scores = listOf(outputs["detection_scores"]).flat(2).map(numberOf);
  if (scores.length === 0 || boxes.length !== scores.length * 4) return null;
  const classes = listOf(outputs["detection_classes"]).flat(2);
  const [count = scores.length] = [outputs["num_detections"]].flat(2).flatMap(numberIn);
  const findings = scores.slice(0, count).flatMap((confidence, at): readonly Finding[] => {
    const [top, left, bottom, right] = boxes.slice(at * 4, at * 4 + 4);
    return [
      { label: labelOf(classes[at]), confidence, box: boxBetween([left, top, right, bottom]) },
    ];
  });
  return judgeUnit(findings);
}

function numberIn(value: unknown): readonly number[] {
  const number = numberOf(value);
  return number === null ? [] : [number];
}

/** Classes are whole numbers, though often as floats. */
function labelOf(value: unknown): string {
  return typeof value === "string" ? value : String(numberOf(value) ?? "");
}

/** Outputs by their names: of the only instance of TensorFlow Serving, or the tensors of KServe v2. */
function outputsIn({ predictions, outputs }: JsonObject): JsonObject {
  const tensors = listOf(outputs).map(objectOf);
  if (tensors.length > 0)
    return Object.fromEntries(tensors.map(({ name, data }) => [String(name), data]));
  const [instance] = listOf(predictions);
  return isObject(instance) ? instance : objectOf(outputs);
}
