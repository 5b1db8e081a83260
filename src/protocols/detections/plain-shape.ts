import type { Box, Finding } from "../../core/frame/predictions.ts";
import { boxBetween } from "../build-predictions.ts";
import { isObject, type JsonObject, listOf, numberOf, objectOf } from "../json-value.ts";
import { type Found, judgeUnit } from "./found.ts";

/**
 * Answers as people write them: a list of `{label, confidence, box}`, by itself or in an object under
 * `detections`, `predictions`, `objects` or `results`. Other names are known, too: those of Hugging Face
 * (`score`, `{xmin, ymin, xmax, ymax}`) and of Ultralytics' Python package (`name`, `{x1, y1, x2, y2}`).
 */
export function plainShape(response: unknown): Found | null {
  const items = listIn(response).map(objectOf);
  const findings = items.flatMap(findingIn);
  return findings.length > 0 && findings.length === items.length ? judgeUnit(findings) : null;
}

const LISTS = ["detections", "predictions", "objects", "results"] as const;

function listIn(response: unknown): readonly unknown[] {
  if (!isObject(response)) return listOf(response);
  return LISTS.map((name) => listOf(response[name])).find((list) => list.length > 0) ?? [];
}

/** None where there is no label, or neither a confidence nor a box. */
function findingIn(item: JsonObject): readonly Finding[] {
  const { label = item["name"] ?? item["class_name"] ?? item["class"] } = item;
  const confidence = numberOf(item["confidence"] ?? item["score"] ?? item["conf"]);
  const box = boxIn(item);
  const isLabel = typeof label === "string" || typeof label === "number";
  return isLabel && (confidence !== null || box !== null)
    ? [{ label: String(label), confidence, box }]
    : [];
}

/**
 * Numbers in a list are two corners; under `bbox` they are x, y, width and height, as COCO has them
 * (https://cocodataset.org/#format-data).
 */
function boxIn(item: JsonObject): Box | null {
  const { box, bbox, bounding_box: bounding, xyxy } = item;
  if (Array.isArray(bbox)) return boxOfSides(listOf(bbox));
  const corners = [box, xyxy, bounding].find(Array.isArray);
  if (corners !== undefined) return corners.length === 4 ? boxBetween(corners) : null;
  const fields = [box, bbox, bounding].find(isObject) ?? item;
  return (
    CORNERS.map((names) => boxBetween(valuesOf(fields, names))).find(Boolean) ?? sidesIn(fields)
  );
}

const CORNERS = [
  ["x1", "y1", "x2", "y2"],
  ["xmin", "ymin", "xmax", "ymax"],
  ["x_min", "y_min", "x_max", "y_max"],
  ["left", "top", "right", "bottom"],
] as const;

function sidesIn(fields: JsonObject): Box | null {
  const sides = boxOfSides(valuesOf(fields, ["x", "y", "width", "height"]));
  return sides ?? boxOfSides(valuesOf(fields, ["left", "top", "width", "height"]));
}

function valuesOf(fields: JsonObject, names: readonly string[]): readonly unknown[] {
  return names.map((name) => fields[name]);
}

function boxOfSides(values: readonly unknown[]): Box | null {
  const [x = null, y = null, width = null, height = null] = values.map(numberOf);
  if (values.length !== 4 || x === null || y === null || width === null || height === null)
    return null;
  return { x, y, width, height };
}
