import { channelCount } from "../core/image/pixel-tensor.ts";
import type { BatchEnvelope, BodyLayout } from "../core/service/protocol.ts";
import { base64BodyLayout, type ImageText, JSON_HEADERS, partsAround } from "./base64-body.ts";
import type { DecodedPlan, TensorPlan } from "./kserve-input.ts";

/** Fields of an inference request besides its images. */
export interface TensorRequest {
  readonly id: string;
  /** Parameters of the whole request. */
  readonly parameters: object;
}

/** Encodes images as one input tensor, within the JSON or behind it. */
export function tensorEnvelope(
  images: readonly Buffer[],
  plan: TensorPlan,
  request: TensorRequest,
): BatchEnvelope {
  if (plan.isBinary) return binaryEnvelope(images, plan, request);
  return plan.decoded === undefined
    ? { headers: JSON_HEADERS, around: partsAround(images, jsonBody(plan, request)) }
    : numbersEnvelope(images.length, plan, request);
}

/** Body layout around one image. @param request a request with an id of maximum length. */
export function tensorBodyLayout(plan: TensorPlan, request: TensorRequest): BodyLayout {
  if (!plan.isBinary && plan.decoded === undefined)
    return base64BodyLayout(jsonBody(plan, request));
  if (!plan.isBinary) return numbersBodyLayout(plan, request);
  const json = binaryHeader([MAX_IMAGE_BYTES], plan, request);
  return {
    imageAs: "bytes",
    maxHeadBytes: Buffer.byteLength(json) + PREFIX_BYTES,
    maxTailBytes: 0,
  };
}

const MAX_IMAGE_BYTES = 2 ** 32 - 1;
const PREFIX_BYTES = 4;
const NOTHING = Buffer.alloc(0);

/**
 * Binary tensors (triton-inference-server, docs/protocol/extension_binary_data.md): JSON, then the tensor.
 * A BYTES element is its length in four bytes, little-endian, followed by the data.
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
    shape: shapeOf(lengths.length, total, plan),
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

/**
 * Pixels as numbers in the JSON; the images are such text already: one flat list (predict-api/v2, Tensor
 * Data).
 */
function numbersEnvelope(images: number, plan: TensorPlan, request: TensorRequest): BatchEnvelope {
  const input = { name: plan.name, shape: shapeOf(images, 0, plan), datatype: plan.datatype };
  const json = JSON.stringify(requestBody(request, { ...input, data: [] }));
  const [head, tail] = [json.slice(0, -NUMBERS_END.length), NUMBERS_END].map((text) =>
    Buffer.from(text),
  );
  const commas = Array.from({ length: images - 1 }, () => COMMA);
  return { headers: JSON_HEADERS, around: [head as Buffer, ...commas, tail as Buffer] };
}

/**
 * Text behind the numbers: the input is the last field of the request, and the numbers are the last of the
 * input.
 */
const NUMBERS_END = "]}]}";
const COMMA = Buffer.from(",");

function numbersBodyLayout(plan: TensorPlan, request: TensorRequest): BodyLayout {
  const [head, tail] = numbersEnvelope(1, plan, request).around;
  return { imageAs: "bytes", maxHeadBytes: head?.length ?? 0, maxTailBytes: tail?.length ?? 0 };
}

/** JSON body with base64. This is a convention of models: the protocol defines none for bytes in JSON. */
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

/** @param byteLength size of all images together. */
function shapeOf(images: number, byteLength: number, plan: TensorPlan): readonly number[] {
  if (plan.decoded !== undefined) return pixelShape(images, plan.decoded);
  return plan.datatype === "BYTES" ? elementShape(images, plan) : byteShape(byteLength, plan);
}

/** Shape with one element per number. */
function pixelShape(images: number, { pixels, hasBatch }: DecodedPlan): readonly number[] {
  const { size, channels, layout } = pixels;
  const count = channelCount(channels);
  const { width, height } = size;
  const image = layout === "nchw" ? [count, height, width] : [height, width, count];
  return hasBatch ? [images, ...image] : image;
}

/** Shape with one element per image. */
function elementShape(images: number, { hasInnerDimension }: TensorPlan): readonly number[] {
  return hasInnerDimension ? [images, 1] : [images];
}

/** Shape with one element per byte, for one image. */
function byteShape(length: number, { hasInnerDimension }: TensorPlan): readonly number[] {
  return hasInnerDimension ? [1, length] : [length];
}
