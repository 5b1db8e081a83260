import type { Protocol } from "../core/service/protocol.ts";
import { option } from "../core/option-spelling.ts";
import { base64Batch } from "./base64-batch.ts";
import type { ImageText } from "./base64-body.ts";
import { isObject, listOf, objectOf } from "./json-value.ts";
import type { Flaw, Share } from "./judge-json.ts";
import { optionOrAddress, addressValues } from "./address-values.ts";
import { nestedParams } from "./nested-params.ts";
import { oneLine } from "./one-line.ts";
import { optionalRouteProbe } from "./probes.ts";
import { paramName, type Settings, sortParams, usageError } from "./settings.ts";
import { DETECTOR_TIMEOUT_MS } from "./timeouts.ts";
import { workflowPredictions } from "./workflow-predictions.ts";

/**
 * Route of the workflow in the address, or of `--param workflow=WORKSPACE/WORKFLOW`; `null` without one.
 * The server has two routes for a workflow (roboflow/inference, interfaces/http/routes/workflows.py); all
 * versions have the older one.
 */
export function workflowRoute(settings: Settings): string | null {
  const { own } = sortParams(settings, ["workflow"]);
  const { older, newer } = addressValues(settings, WHOLE_ADDRESS);
  const workflow = optionOrAddress(
    paramName("workflow"),
    own.workflow,
    older ?? newer?.replace("/workflows/", "/"),
  );
  if (workflow === null) return null;
  const [workspace = "", id = "", ...more] = workflow.split("/").map(encodeURIComponent);
  if (workspace === "" || id === "" || more.length > 0)
    throw usageError(
      `the workflow ${oneLine(workflow)} does not name a workspace and a workflow in it`,
      `name both, such as ${option("params", { workflow: "my-workspace/my-workflow" })}`,
    );
  return newer === undefined
    ? `/infer/workflows/${workspace}/${id}`
    : `/${workspace}/workflows/${id}`;
}

const WHOLE_ADDRESS =
  /\/infer\/workflows\/(?<older>[^/]+\/[^/]+)$|\/(?<newer>(?!infer\/)[^/]+\/workflows\/[^/]+)$/u;

/**
 * A workflow on a Roboflow Inference server (roboflow/inference, entities/requests/workflows.py). `--field`
 * names its image input, by default `image`; params are inputs of the workflow, except those of the request
 * itself, such as `api_key`.
 */
export function roboflowWorkflow(settings: Settings, route: string): Protocol {
  if (settings.model)
    throw usageError("a workflow names its models itself", `leave ${option("model")} out`);
  const bodyOf = workflowBody(settings);
  return {
    ...base64Batch(bodyOf, sharesIn),
    route,
    timeoutMs: DETECTOR_TIMEOUT_MS,
    largestImageBytes: Infinity,
    probe: optionalRouteProbe("/info"),
  };
}

/** Fields of a request besides the inputs of its workflow. */
const OF_REQUEST = [
  "api_key",
  "excluded_fields",
  "enable_profiling",
  "use_cache",
  "workflow_version_id",
] as const;

function workflowBody(settings: Settings): (images: readonly ImageText[]) => unknown {
  const { rest } = sortParams(settings, ["workflow"]);
  const { own, rest: inputs } = sortParams({ params: rest }, OF_REQUEST);
  const name = settings.field ?? "image";
  return (images) => {
    const all = images.map(({ base64 }) => ({ type: "base64", value: base64 }));
    const image = all.length === 1 ? all[0] : all;
    return {
      ...nestedParams(own),
      inputs: { ...nestedParams(inputs), [name]: image },
    };
  };
}

/** The share of each image: one element of `outputs`. */
function sharesIn(value: unknown): Flaw | readonly Share[] {
  const { outputs } = objectOf(value);
  if (!Array.isArray(outputs) || !listOf(outputs).every(isObject))
    return { flaw: "the answer has no outputs" };
  return listOf(outputs).map((output) => ({
    response: { outputs: [output] },
    predictions: workflowPredictions(output),
  }));
}
