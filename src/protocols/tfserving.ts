import type { Protocol } from "../core/service/protocol.ts";
import { base64Batch } from "./base64-batch.ts";
import type { ImageText } from "./base64-body.ts";
import { listOf, objectOf, textOf } from "./json-value.ts";
import type { Flaw, Share } from "./judge-json.ts";
import { optionOrAddress, modelFrom, type AddressValues, addressValues } from "./address-values.ts";
import { nestedParams } from "./nested-params.ts";
import { oneLine } from "./one-line.ts";
import { routeProbe } from "./probes.ts";
import { paramName, type Settings, sortParams } from "./settings.ts";
import { DETECTOR_TIMEOUT_MS } from "./timeouts.ts";

/** TensorFlow Serving's REST API (tensorflow/serving, g3doc/api_rest.md), also spoken by KServe v1. */
export function tfserving(settings: Settings): Protocol {
  const { own, rest } = sortParams(settings, ["version"]);
  const named = addressValues(settings, WHOLE_ADDRESS);
  const name = encodeURIComponent(modelFrom(settings, named));
  const model = `/v1/models/${name}${versionPlace(own.version, named)}`;
  const bodyOf = (images: readonly ImageText[]): unknown => ({
    ...nestedParams(rest),
    instances: images.map(({ base64 }) =>
      settings.field ? { [settings.field]: { b64: base64 } } : { b64: base64 },
    ),
  });
  return {
    ...base64Batch(bodyOf, sharesIn),
    route: `${model}:predict`,
    timeoutMs: DETECTOR_TIMEOUT_MS,
    largestImageBytes: Infinity,
    probe: routeProbe(model, notReadyReason),
  };
}

const WHOLE_ADDRESS =
  /\/v1\/models\/(?<model>[^/:]+)(?:\/versions\/(?<version>[^/:]+)|(?<label>\/labels\/[^/:]+))?:predict$/u;

/** A version is a number or a label. */
function versionPlace(param: string | undefined, { version, label }: AddressValues): string {
  const place = optionOrAddress(paramName("version"), param, version ?? label);
  if (place === null) return "";
  return place === label ? place : `/versions/${encodeURIComponent(place)}`;
}

/** The share of each image: tensors without labels, whose meaning depends on the model. */
function sharesIn(value: unknown): Flaw | readonly Share[] {
  const { predictions } = objectOf(value);
  if (!Array.isArray(predictions)) return { flaw: "the answer has no predictions" };
  return listOf(predictions).map((prediction) => ({
    response: { predictions: [prediction] },
    predictions: null,
  }));
}

/** Reason why the model is not ready: TensorFlow Serving reports versions, KServe v1 the model. */
function notReadyReason(value: unknown): string | null {
  const { model_version_status: versions, ready } = objectOf(value);
  if (ready === false || ready === "False") return "the model is not loaded";
  const states = listOf(versions).map((version) => textOf(objectOf(version)["state"]) ?? "unknown");
  if (states.length === 0 || states.includes("AVAILABLE")) return null;
  return `the model's state is ${oneLine(states.join(", "))}`;
}
