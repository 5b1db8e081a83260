import type { Protocol } from "../core/protocol.ts";
import { base64Batch } from "./base64-batch.ts";
import type { ImageText } from "./base64-body.ts";
import { listOf, objectOf, textOf } from "./json-value.ts";
import type { Flaw, Share } from "./judge-json.ts";
import { eitherOf, modelIn, type Named, namedInAddress } from "./named-in-address.ts";
import { nestedParams } from "./nested-params.ts";
import { oneLine } from "./one-line.ts";
import { routeProbe } from "./probes.ts";
import { paramName, type Settings, sortParams } from "./settings.ts";
import { DETECTOR_TIMEOUT_MS } from "./timeouts.ts";

/** TensorFlow Serving's REST API (tensorflow/serving, g3doc/api_rest.md), and KServe v1 after it. */
export function tfserving(settings: Settings): Protocol {
  const { own, rest } = sortParams(settings, ["version"]);
  const named = namedInAddress(settings, WHOLE_ADDRESS);
  const name = encodeURIComponent(modelIn(settings, named));
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
    probe: routeProbe(model, whyNotReady),
  };
}

const WHOLE_ADDRESS =
  /\/v1\/models\/(?<model>[^/:]+)(?:\/versions\/(?<version>[^/:]+)|(?<label>\/labels\/[^/:]+))?:predict$/u;

/** A version has a number, or a label. */
function versionPlace(given: string | undefined, { version, label }: Named): string {
  const place = eitherOf(paramName("version"), given, version ?? label);
  if (place === null) return "";
  return place === label ? place : `/versions/${encodeURIComponent(place)}`;
}

/** Tensors without labels: what they mean is the model's own matter. */
function sharesIn(value: unknown): Flaw | readonly Share[] {
  const { predictions } = objectOf(value);
  if (!Array.isArray(predictions)) return { flaw: "the answer has no predictions" };
  return listOf(predictions).map((prediction) => ({
    response: { predictions: [prediction] },
    predictions: null,
  }));
}

/** TensorFlow Serving tells of its versions, KServe v1 of the model. */
function whyNotReady(value: unknown): string | null {
  const { model_version_status: versions, ready } = objectOf(value);
  if (ready === false || ready === "False") return "the model is not loaded";
  const states = listOf(versions).map((version) => textOf(objectOf(version)["state"]) ?? "unknown");
  if (states.length === 0 || states.includes("AVAILABLE")) return null;
  return `the model's state is ${oneLine(states.join(", "))}`;
}
