import type { Answer, TransportFault } from "../core/answer.ts";
import type { Ask } from "../core/ask.ts";
import type { Frame } from "../core/frame.ts";
import { idempotencyKey } from "../core/idempotency-key.ts";
import type { BatchProtocol, Protocol, SetUp } from "../core/protocol.ts";
import { asSingle } from "./as-single.ts";
import { joinAddress } from "./join-address.ts";
import { judgeJsonBatch } from "./judge-json.ts";
import { tensorShares } from "./kserve-answer.ts";
import { planTensor, type TensorPlan } from "./kserve-input.ts";
import { tensorEnvelope, tensorRoom } from "./kserve-tensor.ts";
import { eitherOf, modelIn, namedInAddress } from "./named-in-address.ts";
import { nestedParams } from "./nested-params.ts";
import { routeProbe, statusInWords } from "./probes.ts";
import { readBody } from "./read-body.ts";
import { type Settings, sortParams } from "./settings.ts";
import { DETECTOR_TIMEOUT_MS } from "./timeouts.ts";

/**
 * KServe's protocol v2, the Open Inference Protocol (kserve/kserve, predict-api/v2/required_api.md),
 * as Triton, OpenVINO Model Server and MLServer speak it. Its set-up asks for the model's inputs.
 */
export function kserveV2(settings: Settings): Protocol {
  const target = targetOf(settings);
  const unasked: TensorPlan = {
    name: target.field ?? "image",
    datatype: "BYTES",
    hasInnerDimension: false,
    isBinary: target.wantsBinary ?? true,
    takesSeveral: false,
  };
  return {
    ...planned(target, unasked),
    setUp: (service, ask, signal) =>
      setUp(target, service, (address) => ask({ method: "GET", address }, signal)),
  };
}

/** What the user says of the model. */
interface Target {
  /** Route of the model, such as `/v2/models/yolo/versions/1`. */
  readonly route: string;
  /** Parameters of every request. */
  readonly parameters: object;
  readonly field: string | null;
  /** Whether to send binary tensors; `null` leaves it to what the server knows. */
  readonly wantsBinary: boolean | null;
}

function targetOf(settings: Settings): Target {
  const { own, rest } = sortParams(settings, ["version", "binary"]);
  const named = namedInAddress(settings, WHOLE_ADDRESS);
  const model = modelIn(settings, named);
  const version = eitherOf("--param version", own.version, named["version"]);
  const place = version === null ? "" : `/versions/${encodeURIComponent(version)}`;
  return {
    route: `/v2/models/${encodeURIComponent(model)}${place}`,
    parameters: nestedParams(rest),
    field: settings.field ?? null,
    wantsBinary: own.binary === undefined ? null : own.binary !== "false",
  };
}

const WHOLE_ADDRESS =
  /\/v2\/models\/(?<model>[^/]+)(?:\/versions\/(?<version>[^/]+))?(?:\/infer)?$/u;

function planned({ route, parameters }: Target, plan: TensorPlan): Protocol {
  const batch: BatchProtocol = {
    encode: (frames, images) => {
      const id = requestId(frames);
      return { ...tensorEnvelope(images, plan, { id, parameters }), note: { id } };
    },
    judge: (answer, frameCount, note) =>
      judgeJsonBatch(answer, frameCount, (value) => tensorShares(value, frameCount, note?.id)),
  };
  return {
    ...tensorRoom(plan, { id: "0".repeat(32), parameters }),
    ...asSingle(batch),
    ...(plan.takesSeveral ? { batch } : {}),
    route: `${route}/infer`,
    timeoutMs: DETECTOR_TIMEOUT_MS,
    largestImageBytes: Infinity,
    probe: routeProbe(`${route}/ready`),
  };
}

/** The same for every attempt: it may be found in the server's log. */
function requestId(frames: readonly Frame[]): string {
  const [first] = frames.map(({ identity }) => idempotencyKey(identity));
  return frames.length === 1 ? `${first}` : `${first}-${frames.length}`;
}

async function setUp(
  target: Target,
  service: string,
  get: (address: string) => ReturnType<Ask>,
): Promise<SetUp> {
  const model = await get(joinAddress(service, target.route));
  if (!isGood(model)) return { problem: `the model's inputs cannot be asked: ${inWords(model)}` };
  // A server that does not tell of itself is taken at the protocol's word.
  const server = await get(joinAddress(service, "/v2"));
  const plan = planTensor({
    model: readBody(model).value,
    server: isGood(server) ? readBody(server).value : null,
    field: target.field,
    wantsBinary: target.wantsBinary,
  });
  if (typeof plan === "string") return { problem: plan };
  const form = plan.isBinary ? "a binary tensor" : "base64 in JSON";
  const found = `the input ${plan.name} takes ${plan.datatype}, sent as ${form}`;
  return { protocol: planned(target, plan), found };
}

function isGood(answer: Answer | TransportFault): answer is Answer {
  return "status" in answer && answer.status === 200;
}

function inWords(answer: Answer | TransportFault): string {
  return "fault" in answer ? answer.reason : statusInWords(answer);
}
