import type { Answer, TransportFault } from "../core/service/answer.ts";
import type { SendProbe } from "../core/service/probe-request.ts";
import type { Frame } from "../core/frame/frame.ts";
import { idempotencyKey } from "../core/frame/idempotency-key.ts";
import type { BatchProtocol, Protocol, SetUp } from "../core/service/protocol.ts";
import { option } from "../core/option-spelling.ts";
import type { TensorOptions } from "../options/tensor-options.ts";
import { batchOfOne } from "./batch-of-one.ts";
import { joinAddress } from "./join-address.ts";
import { listOf, objectOf } from "./json-value.ts";
import { judgeJsonBatch } from "./judge-json.ts";
import { tensorShares } from "./kserve-answer.ts";
import { planTensor, type TensorPlan } from "./kserve-input.ts";
import { tensorEnvelope, tensorBodyLayout } from "./kserve-tensor.ts";
import { optionOrAddress, modelFrom, addressValues } from "./address-values.ts";
import { nestedParams } from "./nested-params.ts";
import { routeProbe, describeStatus } from "./probes.ts";
import { readBody } from "./read-body.ts";
import { paramName, type Settings, sortParams } from "./settings.ts";
import { tensorOptionsOf } from "./tensor-settings.ts";
import { DETECTOR_TIMEOUT_MS } from "./timeouts.ts";

/**
 * KServe's protocol v2, the Open Inference Protocol (kserve/kserve, predict-api/v2/required_api.md), for
 * Triton, OpenVINO Model Server and MLServer. Its set-up queries the model's inputs.
 */
export function kserveV2(settings: Settings): Protocol {
  const target = targetOf(settings);
  const defaultPlan: TensorPlan = {
    name: target.field ?? "image",
    datatype: "BYTES",
    hasInnerDimension: false,
    isBinary: target.wantsBinary ?? true,
    canBatch: false,
  };
  return {
    ...plannedProtocol(target, defaultPlan),
    setUp: (service, ask, signal) =>
      setUp(target, service, (address) => ask({ method: "GET", address }, signal)),
  };
}

/** Model and options according to the user. */
interface Target {
  /** Route of the model, such as `/v2/models/yolo/versions/1`. */
  readonly route: string;
  /** Parameters of every request. */
  readonly parameters: object;
  readonly field: string | null;
  /** True to send binary tensors; `null` to decide by the server's extensions. */
  readonly wantsBinary: boolean | null;
  /** Options for converting images to pixels, for a model that takes those. */
  readonly options: Partial<TensorOptions>;
}

function targetOf(settings: Settings): Target {
  const { own, rest } = sortParams(settings, ["version", "binary"]);
  const named = addressValues(settings, WHOLE_ADDRESS);
  const model = modelFrom(settings, named);
  const version = optionOrAddress(paramName("version"), own.version, named["version"]);
  const place = version === null ? "" : `/versions/${encodeURIComponent(version)}`;
  return {
    route: `/v2/models/${encodeURIComponent(model)}${place}`,
    parameters: nestedParams(rest),
    field: settings.field ?? null,
    wantsBinary: own.binary === undefined ? null : own.binary !== "false",
    options: tensorOptionsOf(settings),
  };
}

const WHOLE_ADDRESS =
  /\/v2\/models\/(?<model>[^/]+)(?:\/versions\/(?<version>[^/]+))?(?:\/infer)?$/u;

function plannedProtocol({ route, parameters }: Target, plan: TensorPlan): Protocol {
  const { maxImages, decoded } = plan;
  const batch: BatchProtocol = {
    ...(maxImages === undefined ? {} : { maxFrames: maxImages }),
    encode: (frames, images) => {
      const id = requestId(frames);
      return { ...tensorEnvelope(images, plan, { id, parameters }), note: { id } };
    },
    judge: (answer, frameCount, note) =>
      judgeJsonBatch(answer, frameCount, (value) => tensorShares(value, frameCount, note?.id)),
  };
  return {
    ...tensorBodyLayout(plan, { id: "0".repeat(32), parameters }),
    ...batchOfOne(batch),
    ...(plan.canBatch ? { batch } : {}),
    ...(decoded === undefined ? {} : { pixels: decoded.pixels }),
    route: `${route}/infer`,
    timeoutMs: DETECTOR_TIMEOUT_MS,
    largestImageBytes: Infinity,
    probe: routeProbe(`${route}/ready`),
  };
}

/** Id of a request: the same for every attempt, so that it can be found in the server's log. */
function requestId(frames: readonly Frame[]): string {
  const [first] = frames.map(({ identity }) => idempotencyKey(identity));
  return frames.length === 1 ? `${first}` : `${first}-${frames.length}`;
}

type Get = (address: string) => ReturnType<SendProbe>;

async function setUp(target: Target, service: string, get: Get): Promise<SetUp> {
  const { route, field, wantsBinary, options } = target;
  const model = await get(joinAddress(service, route));
  if (!isGood(model)) return withoutMetadata(model);
  // A server without metadata is assumed to follow the protocol.
  const server = valueOf(await get(joinAddress(service, "/v2")));
  const config = reportsConfig(server)
    ? valueOf(await get(joinAddress(service, `${route}/config`)))
    : null;
  const findings = { model: valueOf(model), config, server, field, wantsBinary, options };
  const plan = planTensor(findings);
  if ("problem" in plan) return plan;
  return { protocol: plannedProtocol(target, plan), description: describePlan(plan) };
}

/**
 * Result for a model without metadata. A service that does not know the model works; one that does not
 * answer does not.
 */
function withoutMetadata(answer: Answer | TransportFault): SetUp {
  const problem = `the model's inputs cannot be read: ${describeAnswer(answer)}`;
  const isUnknown = "status" in answer && UNKNOWN_MODEL.has(answer.status);
  return isUnknown
    ? { problem, remedy: `check ${option("model")}, and the version in ${paramName("version")}` }
    : { problem };
}

/** Triton answers 400 for an unknown model, others 404. */
const UNKNOWN_MODEL: ReadonlySet<number> = new Set([400, 404, 405, 501]);

/**
 * True if the server reports model configurations, as Triton does
 * (docs/protocol/extension_model_configuration.md).
 */
function reportsConfig(server: unknown): boolean {
  return listOf(objectOf(server)["extensions"]).includes("model_configuration");
}

function describePlan({ name, datatype, isBinary, decoded }: TensorPlan): string {
  if (decoded === undefined) {
    const form = isBinary ? "a binary tensor" : "base64 in JSON";
    return `the input ${name} takes ${datatype}, sent as ${form}`;
  }
  const form = isBinary ? "a binary tensor" : "numbers in JSON";
  return `the input ${name} takes ${datatype}, sent as ${form}: ${decoded.description}`;
}

function valueOf(answer: Answer | TransportFault): unknown {
  return isGood(answer) ? readBody(answer).value : null;
}

function isGood(answer: Answer | TransportFault): answer is Answer {
  return "status" in answer && answer.status === 200;
}

function describeAnswer(answer: Answer | TransportFault): string {
  return "fault" in answer ? answer.reason : describeStatus(answer);
}
