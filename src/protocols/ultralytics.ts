import type { Box, Classification, Detection } from "../core/frame/predictions.ts";
import type { Protocol } from "../core/service/protocol.ts";
import { boxBetween, classification, detection } from "./build-predictions.ts";
import { type JsonObject, listOf, numberOf, objectOf } from "./json-value.ts";
import { type Flaw, judgeJson, type Meaning } from "./judge-json.ts";
import { multipartForm } from "./multipart-form.ts";
import { anyAnswerProbe } from "./probes.ts";
import type { Settings } from "./settings.ts";
import { DETECTOR_TIMEOUT_MS } from "./timeouts.ts";
import { ultralyticsRoute } from "./ultralytics-route.ts";

/**
 * Ultralytics Platform: shared inference and dedicated endpoints, whose answers are alike
 * (ultralytics/ultralytics, docs/en/platform/deploy/inference.md and endpoints.md). `conf`, `iou`, `imgsz`
 * and the like are sent as form fields.
 */
export function ultralytics(settings: Settings): Protocol {
  const { field, params = {}, metadata = false } = settings;
  const isNormalized = /^(?:true|1)$/iu.test(params["normalize"] ?? "");
  return {
    ...multipartForm({ field: field ?? "file", fields: params, hasMetadata: metadata }),
    route: ultralyticsRoute(settings),
    timeoutMs: DETECTOR_TIMEOUT_MS,
    largestImageBytes: Infinity,
    probe: anyAnswerProbe,
    judge: (answer) => judgeJson(answer, (value) => read(value, isNormalized)),
  };
}

/** Predictions of the only image. */
function read(value: unknown, isNormalized: boolean): Flaw | Meaning {
  const image = objectOf(listOf(objectOf(value)["images"])[0]);
  if (!Array.isArray(image["results"])) return { flaw: "the answer has no results" };
  const found = listOf(image["results"]).map(objectOf);
  // Pixel ratios and depth maps are neither detections nor classes.
  if ("depth" in image || found.some((item) => "pixel_ratio" in item)) return { predictions: null };
  if (found.length > 0 && !found.some((item) => "box" in item))
    return { predictions: { classes: found.map(classOf) } };
  const scale = isNormalized ? sizeIn(image) : { width: 1, height: 1 };
  if (scale === null) return { predictions: null };
  return { predictions: { detections: found.flatMap((item) => detectionIn(item, scale)) } };
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
