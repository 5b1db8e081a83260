import type { FrameferryError } from "../core/errors.ts";
import type { Protocol } from "../core/service/protocol.ts";
import { secretsIn, secretsInJson } from "../core/service/secrets.ts";
import { option } from "../core/option-spelling.ts";
import type { ProtocolName, ProtocolOptions } from "../options/protocol-options.ts";
import { anthropic } from "./anthropic.ts";
import { bentoml } from "./bentoml.ts";
import { withCommonBehavior } from "./common-behavior.ts";
import { deepstack } from "./deepstack.ts";
import { gemini } from "./gemini.ts";
import { json } from "./json.ts";
import { kserveV2 } from "./kserve-v2.ts";
import { metadataHeaders } from "./metadata.ts";
import { multipart } from "./multipart.ts";
import { ollama } from "./ollama.ts";
import { openai } from "./openai.ts";
import { openaiResponses } from "./openai-responses.ts";
import { raw } from "./raw.ts";
import { roboflow } from "./roboflow.ts";
import { renewableRedactor, type RenewableSecrets } from "./renewable-redactor.ts";
import { type Settings, usageError } from "./settings.ts";
import { givenTensorOptions } from "./tensor-settings.ts";
import { tfserving } from "./tfserving.ts";
import { torchserve } from "./torchserve.ts";
import { ultralytics } from "./ultralytics.ts";

/** Options that only some protocols use. */
type SpecialOption = "model" | "field" | "prompt" | "template";

interface ProtocolKind {
  readonly make: (settings: Settings) => Protocol;
  readonly uses: readonly SpecialOption[];
  /** True if it supports several frames per request; a certain service or model may not. */
  readonly canBatch?: true;
  /** True if it can send tensors instead of images. */
  readonly canSendTensors?: true;
}

/** Registry of all protocols. To add one, write its file, add a line here, and add its name to the options. */
const KINDS: Readonly<Record<ProtocolName, ProtocolKind>> = {
  multipart: { make: multipart, uses: ["field"] },
  raw: { make: raw, uses: [] },
  json: { make: json, uses: ["template"] },
  torchserve: { make: torchserve, uses: ["model"] },
  tfserving: { make: tfserving, uses: ["model", "field"], canBatch: true },
  "kserve-v2": { make: kserveV2, uses: ["model", "field"], canBatch: true, canSendTensors: true },
  roboflow: { make: roboflow, uses: ["model", "field"], canBatch: true },
  bentoml: { make: bentoml, uses: ["field"] },
  openai: { make: openai, uses: ["model", "prompt"], canBatch: true },
  "openai-responses": { make: openaiResponses, uses: ["model", "prompt"], canBatch: true },
  anthropic: { make: anthropic, uses: ["model", "prompt"], canBatch: true },
  gemini: { make: gemini, uses: ["model", "prompt"], canBatch: true },
  ollama: { make: ollama, uses: ["model", "prompt"] },
  deepstack: { make: deepstack, uses: ["model", "field"] },
  ultralytics: { make: ultralytics, uses: ["model", "field"] },
};

/**
 * Creates the requested protocol.
 *
 * @param secrets secrets in the service's address.
 * @param credentials source of further secrets during the run.
 * @throws FrameferryError `ERR_OPTION` if an option is missing, invalid, or would be ignored.
 */
export function createProtocol(
  name: ProtocolName,
  options: Omit<ProtocolOptions, "protocol"> & Pick<Settings, "address">,
  secrets: readonly string[] = [],
  credentials: RenewableSecrets | null = null,
): Protocol {
  const { make, uses, canSendTensors = false } = KINDS[name];
  refuseIgnored(name, options, uses);
  const [stray] = canSendTensors ? [] : givenTensorOptions(options);
  if (stray !== undefined) throw ignored(name, stray);
  const { headers, params, metadata, template } = options;
  const all = [...secrets, ...secretsIn(headers), ...secretsIn(params)];
  return withCommonBehavior(make({ ...options, protocol: name }), {
    headersFor: metadata ? metadataHeaders : null,
    redactor: renewableRedactor([...all, ...secretsInJson(template ?? "")], credentials),
  });
}

function refuseIgnored(
  name: ProtocolName,
  options: Omit<ProtocolOptions, "protocol">,
  uses: readonly SpecialOption[],
): void {
  for (const key of ["model", "field", "prompt", "template"] as const) {
    if (options[key] === null || uses.includes(key)) continue;
    throw ignored(name, option(key));
  }
}

function ignored(name: ProtocolName, stray: string): FrameferryError {
  return usageError(`${stray} does not apply to the protocol ${name}`, `leave ${stray} out`);
}

/** @throws FrameferryError `ERR_OPTION` for a batch size that the protocol does not support. */
export function checkBatch(name: ProtocolName, batch: number): void {
  if (batch === 1 || KINDS[name].canBatch) return;
  const capable = Object.entries(KINDS).flatMap(([other, kind]) => (kind.canBatch ? [other] : []));
  throw usageError(
    `the protocol ${name} sends one frame in a request, fewer than ${option("batch", batch)}`,
    `leave ${option("batch")} out; ${capable.join(", ")} take several`,
  );
}
