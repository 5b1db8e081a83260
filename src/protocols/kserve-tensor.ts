import type { BatchEnvelope, BodyRoom } from "../core/protocol.ts";
import { base64Room, type ImageText, JSON_HEADERS, partsAround } from "./base64-body.ts";
import type { TensorPlan } from "./kserve-input.ts";

/** What a request for inference says besides its images. */
export interface TensorRequest {
  readonly id: string;
  /** Parameters of the whole request. */
  readonly parameters: object;
}

/** Puts images into one input tensor, within the JSON or behind it. */
export function tensorEnvelope(
  images: readonly Buffer[],
  plan: TensorPlan,
  request: TensorRequest,
): BatchEnvelope {
  return plan.isBinary
    ? binaryEnvelope(images, plan, request)
    : { headers: JSON_HEADERS, around: partsAround(images, jsonBody(plan, request)) };
}

/** Room around one image. @param request one whose id is as long as any. */
export function tensorRoom(plan: TensorPlan, request: TensorRequest): BodyRoom {
  if (!plan.isBinary) return base64Room(jsonBody(plan, request));
  const json = binaryHeader([LONGEST_IMAGE_BYTES], plan, request);
  return { imageAs: "bytes", headRoom: Buffer.byteLength(json) + PREFIX_BYTES, tailRoom: 0 };
}

const LONGEST_IMAGE_BYTES = 2 ** 32 - 1;
const PREFIX_BYTES = 4;
const NOTHING = Buffer.alloc(0);

/**
 * Binary tensors (triton-inference-server, docs/protocol/extension_binary_data.md): JSON, then the
 * tensor. An element of BYTES is its length in four bytes, little-endian, and then itself.
 */
function binaryEnvelope(
  images: readonly Buffer[],
  plan: TensorPlan,
  request: TensorRequest,
): BatchEnvelope {
  const lengths = images.map(({ length }) => length);
  const json = Buffer.from(binaryHeader(lengths, plan, request));
  const prefixes = lengths.map((length) => (plan.datatype === "BYTES" ? prefix(length) : NOTHING));
  const [first = NOTHING, ...others] = prefixes;
  return {
    headers: {
      "content-type": "application/octet-stream",
      "inference-header-content-length": String(json.length),
    },
    around: [Buffer.concat([json, first]), ...others, NOTHING],
  };
}

function binaryHeader(
  lengths: readonly number[],
  plan: TensorPlan,
  request: TensorRequest,
): string {
  const isBytes = plan.datatype === "BYTES";
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const input = {
    name: plan.name,
    shape: isBytes ? elementShape(lengths.length, plan) : byteShape(total, plan),
    datatype: plan.datatype,
    parameters: { binary_data_size: total + (isBytes ? PREFIX_BYTES * lengths.length : 0) },
  };
  return JSON.stringify(requestBody(request, input));
}

function prefix(length: number): Buffer {
  const bytes = Buffer.alloc(PREFIX_BYTES);
  bytes.writeUInt32LE(length);
  return bytes;
}

/** That the text is base64 is the model's convention: the protocol has none for bytes in JSON. */
function jsonBody(plan: TensorPlan, request: TensorRequest) {
  return (images: readonly ImageText[]): object =>
    requestBody(request, {
      name: plan.name,
      shape: elementShape(images.length, plan),
      datatype: plan.datatype,
      data: images.map(({ base64 }) => base64),
    });
}

function requestBody({ id, parameters }: TensorRequest, input: object): object {
  return { id, ...(Object.keys(parameters).length === 0 ? {} : { parameters }), inputs: [input] };
}

/** One element an image. */
function elementShape(images: number, { hasInnerDimension }: TensorPlan): readonly number[] {
  return hasInnerDimension ? [images, 1] : [images];
}

/** One element a byte, of one image. */
function byteShape(length: number, { hasInnerDimension }: TensorPlan): readonly number[] {
  return hasInnerDimension ? [1, length] : [length];
}
