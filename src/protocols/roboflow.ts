import type { Classification, Detection, Normalised } from "../core/normalised.ts";
import type { BatchProtocol, Protocol } from "../core/protocol.ts";
import { asSingle } from "./as-single.ts";
import { complaintIn } from "./complaint.ts";
import { base64Room, type ImageText, JSON_HEADERS, partsAround } from "./base64-body.ts";
import { boxAround, classification, detection } from "./findings.ts";
import { isObject, type JsonObject, listOf, objectOf } from "./json-value.ts";
import { type Flaw, judgeJsonBatch, type Share } from "./judge-json.ts";
import { nestedParams } from "./nested-params.ts";
import { routeProbe } from "./probes.ts";
import { modelOf, type Settings, sortParams } from "./settings.ts";
import { DETECTOR_TIMEOUT_MS } from "./timeouts.ts";

/**
 * Roboflow Inference (roboflow/inference, entities/requests/inference.py). `--param task=...` names
 * another kind of model than `object_detection`; `api_key`, `confidence` and the like go along.
 */
export function roboflow(settings: Settings): Protocol {
  const { own, rest } = sortParams(settings, ["task"]);
  const model = modelOf(settings);
  const bodyOf = (images: readonly ImageText[]): unknown => {
    const all = images.map(({ base64 }) => ({ type: "base64", value: base64 }));
    return { ...nestedParams(rest), model_id: model, image: all.length === 1 ? all[0] : all };
  };
  const batch: BatchProtocol = {
    encode: (_, images) => ({ headers: JSON_HEADERS, around: partsAround(images, bodyOf) }),
    judge: (answer, frameCount) => judgeJsonBatch(answer, frameCount, sharesIn),
  };
  return {
    ...base64Room(bodyOf),
    ...asSingle(batch),
    batch,
    route: `/infer/${own.task ?? "object_detection"}`,
    timeoutMs: DETECTOR_TIMEOUT_MS,
    largestImageBytes: Infinity,
    probe: routeProbe("/info"),
  };
}

/** One image brings an object, a list of images a list of objects. */
function sharesIn(value: unknown): Flaw | readonly Share[] {
  const answers = isObject(value) ? [value] : listOf(value).map(objectOf);
  if (!answers.every((answer) => isFinding(answer) || complaintIn(answer) !== null))
    return { flaw: "the answer has no predictions" };
  return answers.map((answer) => ({ response: answer, normalised: meaningOf(answer) }));
}

function isFinding({ predictions, response }: JsonObject): boolean {
  return typeof response === "string" || isObject(predictions) || Array.isArray(predictions);
}

function meaningOf({ predictions, response }: JsonObject): Normalised | null {
  if (typeof response === "string") return { text: response };
  if (isObject(predictions)) return { classes: Object.entries(predictions).map(namedClass) };
  if (!Array.isArray(predictions)) return null;
  const found = listOf(predictions).map(objectOf);
  const isAboutPlaces = found.every((prediction) => "x" in prediction);
  return isAboutPlaces
    ? { detections: found.flatMap(detectionIn) }
    : { classes: found.map(classOf) };
}

/** With several labels at once, each is a name in an object. */
function namedClass([label, value]: [string, unknown]): Classification {
  return classification(label, objectOf(value)["confidence"]);
}

function classOf({ class: label, confidence }: JsonObject): Classification {
  return classification(label, confidence);
}

function detectionIn(prediction: JsonObject): readonly Detection[] {
  const { x, y, width, height } = prediction;
  return detection(classOf(prediction), boxAround([x, y, width, height]));
}
