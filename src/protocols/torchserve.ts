import type { Protocol } from "../core/service/protocol.ts";
import { option } from "../core/option-spelling.ts";
import { objectOf, textOf } from "./json-value.ts";
import { judgeAnswer } from "./judge-answer.ts";
import { optionOrAddress, modelFrom, addressValues } from "./address-values.ts";
import { oneLine } from "./one-line.ts";
import { routeProbe } from "./probes.ts";
import { rawBody } from "./raw-body.ts";
import { onlyParams, paramName, type Settings, usageError } from "./settings.ts";
import { DETECTOR_TIMEOUT_MS } from "./timeouts.ts";

/** TorchServe's inference API (pytorch/serve, docs/inference_api.md). */
export function torchserve(settings: Settings): Protocol {
  const own = onlyParams(settings, ["version", "max_request_size"]);
  const named = addressValues(settings, WHOLE_ADDRESS);
  const model = encodeURIComponent(modelFrom(settings, named));
  const version = optionOrAddress(paramName("version"), own.version, named["version"]);
  const place = version === null ? "" : `/${encodeURIComponent(version)}`;
  return {
    ...rawBody,
    route: `/predictions/${model}${place}`,
    timeoutMs: DETECTOR_TIMEOUT_MS,
    largestImageBytes: sizeLimit(own.max_request_size),
    probe: routeProbe("/ping", unhealthyReason),
    // Each handler has its own format, often plain text.
    judge: (answer) => judgeAnswer(answer),
  };
}

const WHOLE_ADDRESS = /\/predictions\/(?<model>[^/]+)(?:\/(?<version>[^/]+))?$/u;

/** Default of `max_request_size` in its configuration (docs/configuration.md). */
const DEFAULT_LIMIT_BYTES = 6_553_500;

function sizeLimit(value: string | undefined): number {
  if (value === undefined) return DEFAULT_LIMIT_BYTES;
  if (/^\d+$/u.test(value)) return Number(value);
  throw usageError(
    `max_request_size is ${oneLine(value)}, which is not a number of bytes`,
    `give what config.properties says, such as ${option("params", { max_request_size: "20000000" })}`,
  );
}

/** Reason why it is not ready; "Partial Healthy" means that some workers run. */
function unhealthyReason(value: unknown): string | null {
  const status = textOf(objectOf(value)["status"]);
  return status === null || /^(?:partial )?healthy$/iu.test(status)
    ? null
    : `it says that it is ${oneLine(status)}`;
}
