import { join } from "node:path";
import sharp from "sharp";
import type { Answer } from "./collector-answer.ts";
import { type Collector, type ReceivedRequest, startCollector } from "./collector.ts";

/** What a model of Triton is told to be. */
export interface PixelModelOptions {
  /** @default images, FP32 [-1,3,2,4] */
  readonly inputs?: readonly object[];
  /** @default 4 */
  readonly maxBatchSize?: number;
  /** Of the server. @default those of Triton that matter here */
  readonly extensions?: readonly string[];
  /** What requests for inference are answered; `undefined` answers with a number for each image. */
  readonly infer?: (request: ReceivedRequest) => Answer | undefined;
}

/** A tensor as it was sent. */
export interface SentTensor {
  readonly shape: readonly number[];
  readonly datatype: string;
  readonly numbers: readonly number[];
}

/** Triton with the one model `m` that takes pixels, as its HTTP protocol describes it. */
export async function startPixelModel(options: PixelModelOptions = {}): Promise<Collector> {
  const { inputs = [IMAGES], maxBatchSize = 4, extensions = TRITON, infer } = options;
  const config = { max_batch_size: maxBatchSize, input: inputs.map((one) => ({ ...one })) };
  const routes: Readonly<Record<string, object>> = {
    "/v2": { name: "triton", version: "2.50.0", extensions },
    "/v2/models/m": { name: "m", platform: "onnxruntime_onnx", inputs, outputs: [] },
    "/v2/models/m/ready": {},
    ...(extensions.includes("model_configuration") ? { "/v2/models/m/config": config } : {}),
  };
  return await startCollector({
    answer: (request) => {
      if (isInference(request)) return infer?.(request) ?? { body: answerTo(request) };
      const body = routes[request.path];
      return body === undefined ? { status: 404, body: { error: "not found" } } : { body };
    },
  });
}

export const IMAGES = { name: "images", datatype: "FP32", shape: [-1, 3, 2, 4] } as const;
const TRITON = ["binary_tensor_data", "model_configuration"];

/** Requests for inference, in the order in which they were complete. */
export function inferences({ requests }: Collector): readonly ReceivedRequest[] {
  return requests.filter(isInference);
}

/** A client of an earlier owner of the port may still come by. */
function isInference({ method, path }: ReceivedRequest): boolean {
  return method === "POST" && path === "/v2/models/m/infer";
}

/** The one tensor of a request, in binary or in JSON. */
export function tensorIn({ headers, body }: ReceivedRequest): SentTensor {
  const length = Number(headers["inference-header-content-length"] ?? body.length);
  const { inputs } = JSON.parse(body.toString("utf8", 0, length)) as {
    inputs: [
      {
        shape: number[];
        datatype: string;
        data?: number[];
        parameters?: { binary_data_size: number };
      },
    ];
  };
  const [{ shape, datatype, data, parameters }] = inputs;
  const bytes = body.subarray(length);
  if (data === undefined && parameters?.binary_data_size !== bytes.length)
    throw new Error(`${bytes.length} bytes sent, and others announced`);
  return { shape, datatype, numbers: data ?? numbersIn(bytes, datatype) };
}

function numbersIn(bytes: Buffer, datatype: string): readonly number[] {
  if (datatype === "UINT8") return [...bytes];
  return Array.from({ length: bytes.length / 4 }, (_, place) => bytes.readFloatLE(4 * place));
}

function answerTo(request: ReceivedRequest): object {
  const { shape, numbers } = tensorIn(request);
  const [count = 1] = shape;
  const each = numbers.length / count;
  const data = Array.from({ length: count }, (_, place) => numbers[place * each]);
  return { outputs: [{ name: "first", datatype: "FP32", shape: [count, 1], data }] };
}

/** Samples of an image of 4x2 pixels: red, green and blue of each, in which its number can be seen. */
export function samplesOf(number: number): readonly number[] {
  return Array.from({ length: 4 * 2 * 3 }, (_, place) => (place * 10 + number) % 256);
}

/** Writes such images as 00.png, 01.png and so on. @returns their paths. */
export async function writeImages(folder: string, count: number): Promise<readonly string[]> {
  return await Promise.all(
    Array.from({ length: count }, async (_, number) => {
      const path = join(folder, `${String(number).padStart(2, "0")}.png`);
      const raw = { width: 4, height: 2, channels: 3 } as const;
      await sharp(Buffer.from(samplesOf(number)), { raw })
        .png()
        .toFile(path);
      return path;
    }),
  );
}

/** All red values, then all green ones, then all blue ones. */
export function inPlanes(samples: readonly number[]): readonly number[] {
  return [0, 1, 2].flatMap((channel) => samples.filter((_, place) => place % 3 === channel));
}
