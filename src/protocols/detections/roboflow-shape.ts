import { listOf, objectOf } from "../json-value.ts";
import { predictionsIn } from "../roboflow-predictions.ts";
import { workflowPredictions } from "../workflow-predictions.ts";
import type { Found } from "./found.ts";
import { predictionsShape } from "./predictions-shape.ts";

/**
 * Answers like those of Roboflow: `{predictions: [{class, confidence, x, y, width, height}]}`, where x and y
 * are the middle of the box in pixels; or `{outputs: [...]}` of a workflow with such predictions in it.
 */
export function roboflowShape(response: unknown): Found | null {
  const answer = objectOf(response);
  const predictions = listOf(answer["predictions"]);
  if (predictions.length > 0 && predictions.every(isPrediction))
    return predictionsShape(predictionsIn(answer) ?? {});
  const outputs = listOf(answer["outputs"]);
  if (outputs.length === 0 || outputs.some((output) => "datatype" in objectOf(output))) return null;
  const meaning = workflowPredictions(outputs);
  return meaning === null ? null : predictionsShape(meaning);
}

function isPrediction(prediction: unknown): boolean {
  const fields = objectOf(prediction);
  return ["class", "confidence", "x", "y", "width", "height"].every((name) => name in fields);
}
