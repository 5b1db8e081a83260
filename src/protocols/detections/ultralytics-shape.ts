import { type JsonObject, listOf, objectOf } from "../json-value.ts";
import { ultralyticsPredictions } from "../ultralytics-predictions.ts";
import { type Found, judgeUnit } from "./found.ts";
import { predictionsShape } from "./predictions-shape.ts";

/**
 * Answers like those of the Ultralytics Platform: `{images: [{results: [{name, confidence, box}]}]}`, with
 * boxes of two corners, or of four for rotated ones. Lists of such results by themselves, as
 * `Results.summary()` of the Python package gives them, are plain ones.
 */
export function ultralyticsShape(response: unknown): Found | null {
  const images = listOf(objectOf(response)["images"]).map(objectOf);
  const [image] = images;
  return image !== undefined && Array.isArray(image["results"]) ? foundIn(image) : null;
}

function foundIn(image: JsonObject): Found {
  return judgeUnit(predictionsShape(ultralyticsPredictions(image, false) ?? {}).findings);
}
