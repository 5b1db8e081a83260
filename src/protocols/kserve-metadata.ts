import type { TensorLayout } from "../core/image/pixel-tensor.ts";
import { listOf, numberOf, objectOf, textOf } from "./json-value.ts";
import { oneLine } from "./one-line.ts";

/** An input of a model. */
export interface ModelInput {
  readonly name: string;
  readonly datatype: string;
  /** Sizes of the dimensions; -1 for a variable one. */
  readonly shape: readonly number[];
  /** Order of the dimensions according to the model's configuration. */
  readonly layout: TensorLayout | null;
  /** True if a request may omit it; `null` if unknown. */
  readonly isOptional: boolean | null;
}

/** Metadata of a model. */
export interface ModelFacts {
  readonly inputs: readonly ModelInput[];
  /** Maximum number of images per request; `null` if unknown. */
  readonly maxBatchSize: number | null;
}

/**
 * Parses the metadata of a model.
 *
 * @param model answer to `GET /v2/models/M` (kserve/kserve, predict-api/v2/required_api.md).
 * @param config answer to `GET /v2/models/M/config` (triton-inference-server,
 * docs/protocol/extension_model_configuration.md); `null` without one.
 */
export function modelFacts(model: unknown, config: unknown): ModelFacts {
  const configured = listOf(objectOf(config)["input"]).map(objectOf);
  const isConfigured = configured.length > 0;
  const all = listOf(objectOf(model)["inputs"]).map((value) => {
    const { name, datatype, shape } = objectOf(value);
    const more = configured.find((one) => one["name"] === name);
    return {
      name: textOf(name) ?? "",
      datatype: textOf(datatype) ?? "",
      shape: listOf(shape).map(sizeOf),
      layout: LAYOUTS[textOf(more?.["format"]) ?? ""] ?? null,
      isOptional: isConfigured ? more?.["optional"] === true : null,
    };
  });
  const most = numberOf(objectOf(config)["max_batch_size"]) ?? 0;
  const inputs = all.filter(({ name }) => name !== "");
  return { inputs, maxBatchSize: most > 0 ? most : null };
}

const LAYOUTS: Readonly<Record<string, TensorLayout | undefined>> = {
  FORMAT_NCHW: "nchw",
  FORMAT_NHWC: "nhwc",
};

/**
 * Size of a dimension. Protocol Buffers write 64-bit integers as strings in JSON, and so does KServe's REST
 * proxy.
 */
function sizeOf(value: unknown): number {
  const size = typeof value === "string" && /^-?\d+$/u.test(value) ? Number(value) : value;
  return numberOf(size) ?? -1;
}

/** An input with its type and shape: `images, FP32 [-1,3,640,640]`. */
export function describeInput({ name, datatype, shape }: ModelInput): string {
  return oneLine(`${name}, ${datatype} [${shape.join(",")}]`);
}

/** Beginning of a sentence: `the input images takes FP32 [-1,3,640,640]`. */
export function describeInputType({ name, datatype, shape }: ModelInput): string {
  return oneLine(`the input ${name} takes ${datatype} [${shape.join(",")}]`);
}
