import type { Protocol } from "../core/service/protocol.ts";
import { option } from "../core/option-spelling.ts";
import { base64Batch } from "./base64-batch.ts";
import { errorInBody } from "./error-in-body.ts";
import type { ImageText } from "./base64-body.ts";
import { isObject, listOf, objectOf } from "./json-value.ts";
import type { Flaw, Share } from "./judge-json.ts";
import { optionOrAddress, addressValues } from "./address-values.ts";
import { nestedParams } from "./nested-params.ts";
import { optionalRouteProbe } from "./probes.ts";
import { isModelResponse, predictionsIn } from "./roboflow-predictions.ts";
import { roboflowWorkflow, workflowRoute } from "./roboflow-workflow.ts";
import { modelOf, paramName, type Settings, sortParams, usageError } from "./settings.ts";
import { DETECTOR_TIMEOUT_MS } from "./timeouts.ts";

/** Roboflow Inference: a workflow if the address or a param names one, else a model. */
export function roboflow(settings: Settings): Protocol {
  const workflow = workflowRoute(settings);
  return workflow === null ? roboflowModel(settings) : roboflowWorkflow(settings, workflow);
}

/**
 * A model (roboflow/inference, entities/requests/inference.py). `--param task=...` selects another kind of
 * model than `object_detection`; `api_key`, `confidence` and the like are sent along.
 */
function roboflowModel(settings: Settings): Protocol {
  if (settings.field)
    throw usageError(
      `${option("field")} does not apply to a model of Roboflow`,
      `leave ${option("field")} out`,
    );
  const { own, rest } = sortParams(settings, ["task"]);
  const named = addressValues(settings, WHOLE_ADDRESS);
  const task = optionOrAddress(paramName("task"), own.task, named["task"]) ?? "object_detection";
  const model = modelOf(settings);
  const bodyOf = (images: readonly ImageText[]): unknown => {
    const all = images.map(({ base64 }) => ({ type: "base64", value: base64 }));
    return { ...nestedParams(rest), model_id: model, image: all.length === 1 ? all[0] : all };
  };
  return {
    ...base64Batch(bodyOf, sharesIn),
    route: `/infer/${task}`,
    timeoutMs: DETECTOR_TIMEOUT_MS,
    largestImageBytes: Infinity,
    probe: optionalRouteProbe("/info"),
  };
}

const WHOLE_ADDRESS = /\/infer\/(?<task>(?!workflows$)[^/]+)$/u;

/** The share of each image: one image gets an object, a list of images a list of objects. */
function sharesIn(value: unknown): Flaw | readonly Share[] {
  const answers = isObject(value) ? [value] : listOf(value).map(objectOf);
  if (!answers.every((answer) => isModelResponse(answer) || errorInBody(answer) !== null))
    return { flaw: "the answer has no predictions" };
  return answers.map((answer) => ({ response: answer, predictions: predictionsIn(answer) }));
}
