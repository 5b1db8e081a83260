import type { Classification, Detection } from "../core/normalised.ts";
import { imageSizeOf, type PixelSize } from "../core/image-size.ts";
import type { Protocol } from "../core/protocol.ts";
import { boxAround, classification, detection } from "./findings.ts";
import { type JsonObject, listOf, objectOf } from "./json-value.ts";
import { type Flaw, judgeJson, type Meaning } from "./judge-json.ts";
import { multipartForm } from "./multipart-form.ts";
import { anyAnswerProbe } from "./probes.ts";
import { modelOf, type Settings } from "./settings.ts";
import { DETECTOR_TIMEOUT_MS } from "./timeouts.ts";

/** The shared inference API of Ultralytics HUB (docs.ultralytics.com/hub/inference-api, 2024). */
export function ultralytics(settings: Settings): Protocol {
  const { field, params = {}, metadata = false } = settings;
  const form = multipartForm({ field: field ?? "image", fields: params, hasMetadata: metadata });
  return {
    ...form,
    route: `/v1/predict/${encodeURIComponent(modelOf(settings))}`,
    timeoutMs: DETECTOR_TIMEOUT_MS,
    largestImageBytes: Infinity,
    probe: anyAnswerProbe,
    encode: (frame, image) => ({
      ...form.encode(frame, image),
      note: { imageSize: imageSizeOf(image) },
    }),
    judge: (answer, note) => judgeJson(answer, (value) => read(value, note?.imageSize ?? null)),
  };
}

function read(value: unknown, imageSize: PixelSize | null): Flaw | Meaning {
  const { data } = objectOf(value);
  if (!Array.isArray(data)) return { flaw: "the answer has no data" };
  const found = listOf(data).map(objectOf);
  if (found.length > 0 && found.every(isClassAlone))
    return { normalised: { classes: found.map(classOf) } };
  // Without the frame's size there are no pixels to tell.
  if (imageSize === null) return { normalised: null };
  return { normalised: { detections: found.flatMap((item) => detectionIn(item, imageSize)) } };
}

/** Everything but a classification has a place: a box, an outline or points. */
function isClassAlone(item: JsonObject): boolean {
  return Object.keys(item).every((key) => ["class", "name", "confidence"].includes(key));
}

function classOf({ name, confidence }: JsonObject): Classification {
  return classification(name, confidence);
}

/** Places come as parts of the frame, from the middle of the box. */
function detectionIn(item: JsonObject, { width, height }: PixelSize): readonly Detection[] {
  const box = boxAround([item["xcenter"], item["ycenter"], item["width"], item["height"]]);
  if (box === null) return [];
  const pixels = {
    x: box.x * width,
    y: box.y * height,
    width: box.width * width,
    height: box.height * height,
  };
  return detection(classOf(item), pixels);
}
