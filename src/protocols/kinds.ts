import type { FrameferryError } from "../core/errors.ts";
import type { Protocol } from "../core/protocol.ts";
import { secretsIn, secretsInJson } from "../core/secrets.ts";
import { option } from "../core/spelling.ts";
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
import { growingHider, type GrowingSecrets } from "./growing-hider.ts";
import { type Settings, usageError } from "./settings.ts";
import { givenTensorOptions } from "./tensor-settings.ts";
import { tfserving } from "./tfserving.ts";
import { torchserve } from "./torchserve.ts";
import { ultralytics } from "./ultralytics.ts";

/** Options that only some protocols look at. */
type SpecialOption = "model" | "field" | "prompt" | "template";

interface ProtocolKind {
  readonly make: (settings: Settings) => Protocol;
  readonly uses: readonly SpecialOption[];
  /** Whether it knows several frames in one request; its service or model may not. */
  readonly takesSeveral?: true;
  /** Whether it can send pixels instead of images. */
  readonly hasTensors?: true;
}

/** All protocols: to add one, write its file, a line here, and its name among the options. */
const KINDS: Readonly<Record<ProtocolName, ProtocolKind>> = {
  multipart: { make: multipart, uses: ["field"] },
  raw: { make: raw, uses: [] },
  json: { make: json, uses: ["template"] },
  torchserve: { make: torchserve, uses: ["model"] },
  tfserving: { make: tfserving, uses: ["model", "field"], takesSeveral: true },
  "kserve-v2": { make: kserveV2, uses: ["model", "field"], takesSeveral: true, hasTensors: true },
  roboflow: { make: roboflow, uses: ["model", "field"], takesSeveral: true },
  bentoml: { make: bentoml, uses: ["field"] },
  openai: { make: openai, uses: ["model", "prompt"], takesSeveral: true },
  "openai-responses": { make: openaiResponses, uses: ["model", "prompt"], takesSeveral: true },
  anthropic: { make: anthropic, uses: ["model", "prompt"], takesSeveral: true },
  gemini: { make: gemini, uses: ["model", "prompt"], takesSeveral: true },
  ollama: { make: ollama, uses: ["model", "prompt"] },
  deepstack: { make: deepstack, uses: ["model", "field"] },
  ultralytics: { make: ultralytics, uses: ["model", "field"] },
};

/**
 * The protocol that was asked for.
 *
 * @param secrets what must not be told of the service's address.
 * @param credentials of which no secret must be told either, however many there come to be.
 * @throws FrameferryError `ERR_OPTION` where an option is missing, does not fit, or would be ignored.
 */
export function createProtocol(
  name: ProtocolName,
  options: Omit<ProtocolOptions, "protocol"> & Pick<Settings, "address">,
  secrets: readonly string[] = [],
  credentials: GrowingSecrets | null = null,
): Protocol {
  const { make, uses, hasTensors = false } = KINDS[name];
  refuseIgnored(name, options, uses);
  const [stray] = hasTensors ? [] : givenTensorOptions(options);
  if (stray !== undefined) throw ignored(name, stray);
  const { headers, params, metadata, template } = options;
  const all = [...secrets, ...secretsIn(headers), ...secretsIn(params)];
  return withCommonBehavior(make({ ...options, protocol: name }), {
    headersFor: metadata ? metadataHeaders : null,
    hider: growingHider([...all, ...secretsInJson(template ?? "")], credentials),
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

/** @throws FrameferryError `ERR_OPTION` where frames are to share requests, and the protocol has no such. */
export function checkBatch(name: ProtocolName, batch: number): void {
  if (batch === 1 || KINDS[name].takesSeveral) return;
  const capable = Object.entries(KINDS).flatMap(([other, kind]) =>
    kind.takesSeveral ? [other] : [],
  );
  throw usageError(
    `the protocol ${name} sends one frame in a request, fewer than ${option("batch", batch)}`,
    `leave ${option("batch")} out; ${capable.join(", ")} take several`,
  );
}
