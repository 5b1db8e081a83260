import type { Box, Classification, Detection, Predictions } from "../core/frame/predictions.ts";
import { boxBetween, classification, detection } from "./build-predictions.ts";
import { type JsonObject, listOf, numberOf, objectOf } from "./json-value.ts";

/**
 * Predictions of one image of an answer; `null` if they are neither detections nor classes.
 *
 * @param isNormalized true if positions are fractions of the image, whose size is then in the answer.
 */
export function ultralyticsPredictions(
  image: JsonObject,
  isNormalized: boolean,
): Predictions | null {
  const found = listOf(image["results"]).map(objectOf);
  // Pixel ratios and depth maps are neither detections nor classes.
  if ("depth" in image || found.some((item) => "pixel_ratio" in item)) return null;
  if (found.length > 0 && !found.some((item) => "box" in item))
    return { classes: found.map(classOf) };
  const scale = isNormalized ? sizeIn(image) : { width: 1, height: 1 };
  if (scale === null) return null;
  return { detections: found.flatMap((item) => detectionIn(item, scale)) };
}

interface Scale {
  readonly width: number;
  readonly height: number;
}

/** Size of the image in the answer: with `normalize`, positions are fractions of it. */
function sizeIn({ shape }: JsonObject): Scale | null {
  const [height = null, width = null] = listOf(shape).map(numberOf);
  return width === null || height === null ? null : { width, height };
}

function classOf({ name, confidence }: JsonObject): Classification {
  return classification(name, confidence);
}

function detectionIn(item: JsonObject, scale: Scale): readonly Detection[] {
  const box = boxIn(objectOf(item["box"]));
  if (box === null) return [];
  const pixels = {
    x: box.x * scale.width,
    y: box.y * scale.height,
    width: box.width * scale.width,
    height: box.height * scale.height,
  };
  return detection(classOf(item), pixels);
}

/** Upright box: from two corners, or around the four corners of a rotated box. */
function boxIn(corners: JsonObject): Box | null {
  const { x1, y1, x2, y2, x3, y3, x4, y4 } = corners;
  if (x3 === undefined) return boxBetween([x1, y1, x2, y2]);
  const xs = [x1, x2, x3, x4].map((x) => numberOf(x) ?? Number.NaN);
  const ys = [y1, y2, y3, y4].map((y) => numberOf(y) ?? Number.NaN);
  return boxBetween([Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]);
}
