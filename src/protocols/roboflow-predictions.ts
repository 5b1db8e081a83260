import type { Classification, Detection, Predictions } from "../core/frame/predictions.ts";
import { boxAround, classification, detection } from "./build-predictions.ts";
import { isObject, type JsonObject, listOf, numberOf, objectOf } from "./json-value.ts";

/** True for the response of a Roboflow model (roboflow/inference, responses/inference.py). */
export function isModelResponse({ predictions, response }: JsonObject): boolean {
  return typeof response === "string" || isObject(predictions) || Array.isArray(predictions);
}

/** Predictions of a model; `null` if they are neither detections nor classes nor text. */
export function predictionsIn({ predictions, response }: JsonObject): Predictions | null {
  if (typeof response === "string") return { text: response };
  if (isObject(predictions)) return { classes: Object.entries(predictions).map(namedClass) };
  if (!Array.isArray(predictions)) return null;
  const found = listOf(predictions).map(objectOf);
  const hasPositions = found.every((prediction) => "x" in prediction);
  return hasPositions
    ? { detections: found.flatMap(detectionIn) }
    : { classes: found.map(classOf) };
}

/** In multi-label classification, each label is a key of an object. */
function namedClass([label, value]: [string, unknown]): Classification {
  return classification(label, objectOf(value)["confidence"]);
}

function classOf({ class: label, confidence }: JsonObject): Classification {
  return classification(label, confidence);
}

/**
 * A detection in a crop has its position relative to the crop, and reports the crop's offset in the root
 * image (workflows/core_steps/common/utils.py, `sv_detections_to_root_coordinates`).
 */
function detectionIn(prediction: JsonObject): readonly Detection[] {
  const { x, y, width, height, root_parent_origin: origin } = prediction;
  const box = boxAround([x, y, width, height]);
  const { offset_x: left, offset_y: top } = objectOf(origin);
  const moved = box && {
    ...box,
    x: box.x + (numberOf(left) ?? 0),
    y: box.y + (numberOf(top) ?? 0),
  };
  return detection(classOf(prediction), moved);
}
