import type { Answer } from "../core/service/answer.ts";
import type { Protocol } from "../core/service/protocol.ts";
import { option } from "../core/option-spelling.ts";
import { classification } from "./build-predictions.ts";
import { deepstackDetections } from "./deepstack-predictions.ts";
import { objectOf } from "./json-value.ts";
import { type Flaw, judgeJson, type Meaning } from "./judge-json.ts";
import { multipartForm } from "./multipart-form.ts";
import { optionOrAddress, addressValues } from "./address-values.ts";
import { isGatewayFault, routeProbe, describeStatus } from "./probes.ts";
import { readBody } from "./read-body.ts";
import { paramName, type Settings, sortParams } from "./settings.ts";
import { DETECTOR_TIMEOUT_MS } from "./timeouts.ts";

/**
 * DeepStack and the compatible CodeProject.AI. A model name selects a custom model; `--param task=face` or
 * `task=scene` selects another built-in task than detection.
 */
export function deepstack(settings: Settings): Protocol {
  const { field, model, metadata = false } = settings;
  const { own, rest } = sortParams(settings, ["task"]);
  const { task: named } = addressValues(settings, WHOLE_ADDRESS);
  const task = model
    ? optionOrAddress(option("model"), `custom/${model}`, named)
    : optionOrAddress(paramName("task"), own.task, named);
  return {
    ...multipartForm({ field: field ?? "image", fields: rest, hasMetadata: metadata }),
    route: `/v1/vision/${model ? `custom/${encodeURIComponent(model)}` : (task ?? "detection")}`,
    timeoutMs: DETECTOR_TIMEOUT_MS,
    largestImageBytes: Infinity,
    probe: { ...routeProbe("/v1/status/ping"), notReadyReason },
    judge: (answer) => judgeJson(answer, read),
  };
}

const WHOLE_ADDRESS = /\/v1\/vision\/(?<task>[^/]+(?:\/[^/]+)?)$/u;

/**
 * Reason why the service is not ready. DeepStack has no status route: any answer of it means that it is
 * there.
 */
function notReadyReason(answer: Answer): string | null {
  const isUnwell = objectOf(readBody(answer).value)["success"] === false;
  return isUnwell || isGatewayFault(answer) ? describeStatus(answer) : null;
}

function read(value: unknown): Flaw | Meaning {
  const { predictions, label, confidence } = objectOf(value);
  if (Array.isArray(predictions))
    return { predictions: { detections: deepstackDetections(predictions) } };
  if (typeof label !== "string") return { flaw: "the answer has no predictions" };
  return { predictions: { classes: [classification(label, confidence)] } };
}
