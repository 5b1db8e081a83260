import type { ReceivedRequest } from "../../support/services/collector.ts";
import { base64In, check, checkPost, checkType, jsonIn, listIn, objectWith } from "./checks.ts";
import type { StubRules } from "./stub.ts";

/** Name, type and shape that the stub's model has for its input. */
export interface StubInput {
  readonly name: string;
  readonly datatype: "BYTES" | "UINT8";
  readonly shape: readonly number[];
}

/**
 * A server of KServe's protocol v2 with one model, `yolo` (kserve/kserve, predict-api/v2), with
 * Triton's binary tensors or without (triton-inference-server, protocol/extension_binary_data.md).
 */
export function kserveV2Stub(input: StubInput, isBinary: boolean): StubRules {
  return {
    imagesIn: (request) => {
      checkPost(request, "/v2/models/yolo/infer");
      const { header, tensor } = isBinary ? binaryRequest(request) : jsonRequest(request);
      check(header["name"] === input.name, `the input is called ${String(header["name"])}`);
      check(header["datatype"] === input.datatype, `the type is ${String(header["datatype"])}`);
      const images = isBinary
        ? elementsOf(tensor as Buffer, input.datatype)
        : (tensor as readonly unknown[]).map(base64In);
      checkShape(listIn(header["shape"]), input, images);
      return images;
    },
    accepted: (request, images) => ({ body: answerTo(request, isBinary, images.length) }),
    overloadedWithWait: {
      answer: { status: 503, body: { error: "busy" }, headers: { "retry-after": "1" } },
      waitMs: 1000,
    },
    // Triton's words for a queue that its policy limits.
    overloadedWithoutWait: { status: 500, body: { error: "Exceeds maximum queue size" } },
    broken: { status: 500, body: { error: "CUDA error: an illegal memory access" } },
    refusing: { status: 400, body: { error: "unexpected shape for input 'image'" } },
    readiness: {
      method: "GET",
      path: "/v2/models/yolo/ready",
      ready: { body: "" },
      notReady: { status: 400, body: { error: "Model 'yolo' is not ready" } },
    },
    routes: {
      "/v2": {
        body: {
          name: isBinary ? "triton" : "mlserver",
          version: "2.50.0",
          extensions: isBinary ? ["classification", "binary_tensor_data"] : [],
        },
      },
      "/v2/models/yolo": {
        body: {
          name: "yolo",
          versions: ["1"],
          platform: "ensemble",
          inputs: [input],
          outputs: [{ name: "boxes", datatype: "FP32", shape: [-1, 4] }],
        },
      },
    },
  };
}

interface Parsed {
  readonly header: Record<string, unknown>;
  /** Bytes behind the JSON, or the list within. */
  readonly tensor: Buffer | readonly unknown[];
}

function inferenceRequest(value: unknown, inputKeys: readonly string[]): Record<string, unknown> {
  const { id, inputs } = objectWith(value, ["inputs"], ["id", "parameters", "outputs"]);
  check(id === undefined || typeof id === "string", "the id is no text");
  const [only, ...more] = listIn(inputs);
  check(more.length === 0, "there is more than one input");
  return objectWith(only, ["name", "shape", "datatype", ...inputKeys]);
}

function jsonRequest(request: ReceivedRequest): Parsed {
  const header = inferenceRequest(jsonIn(request), ["data"]);
  return { header, tensor: listIn(header["data"]) };
}

function binaryRequest(request: ReceivedRequest): Parsed {
  checkType(request, "application/octet-stream");
  const { body } = request;
  const header = inferenceRequest(headerOf(request), ["parameters"]);
  const { binary_data_size: size } = objectWith(header["parameters"], ["binary_data_size"]);
  const tensor = body.subarray(headerLength(request));
  check(size === tensor.length, `${String(size)} bytes announced, ${tensor.length} sent`);
  return { header, tensor };
}

function headerLength({ headers, body }: ReceivedRequest): number {
  const announced = String(headers["inference-header-content-length"]);
  check(/^\d+$/u.test(announced) && Number(announced) <= body.length, "no length of the JSON");
  return Number(announced);
}

function headerOf(request: ReceivedRequest): unknown {
  return JSON.parse(request.body.toString("utf8", 0, headerLength(request)));
}

/** Each element of BYTES is preceded by its length, 4 bytes, little-endian; UINT8 has elements of a byte. */
function elementsOf(tensor: Buffer, datatype: StubInput["datatype"]): readonly Buffer[] {
  if (datatype === "UINT8") return [tensor];
  const elements: Buffer[] = [];
  let at = 0;
  while (at < tensor.length) {
    check(at + 4 <= tensor.length, "a length is cut");
    const end = at + 4 + tensor.readUInt32LE(at);
    check(end <= tensor.length, "an element is longer than what is left");
    elements.push(tensor.subarray(at + 4, end));
    at = end;
  }
  return elements;
}

/** As many elements as the shape says, and the shape as the model wants it. */
function checkShape(shape: readonly unknown[], input: StubInput, images: readonly Buffer[]): void {
  check(shape.length === input.shape.length, `the shape has ${shape.length} dimensions`);
  for (const [index, size] of input.shape.entries())
    check(size === -1 || size === shape[index], `dimension ${index} is ${String(shape[index])}`);
  const volume = shape.reduce<number>((product, size) => product * Number(size), 1);
  const elements = input.datatype === "UINT8" ? (images[0]?.length ?? 0) : images.length;
  check(volume === elements, `the shape has ${volume} elements, the tensor ${elements}`);
}

function answerTo(request: ReceivedRequest, isBinary: boolean, frameCount: number): unknown {
  const { id } = (isBinary ? headerOf(request) : jsonIn(request)) as { id?: string };
  const data = Array.from({ length: frameCount * 4 }, (_, index) => index);
  const output = { name: "boxes", datatype: "FP32", shape: [frameCount, 4], data };
  return { model_name: "yolo", model_version: "1", id, outputs: [output] };
}
