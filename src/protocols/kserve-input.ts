import type { PixelTensor } from "../core/image/pixel-tensor.ts";
import type { SetUpProblem } from "../core/service/protocol.ts";
import { option } from "../core/option-spelling.ts";
import type { TensorOptions } from "../options/tensor-options.ts";
import { listOf, objectOf, textOf } from "./json-value.ts";
import {
  describeInput,
  type ModelFacts,
  type ModelInput,
  modelFacts,
  describeInputType,
} from "./kserve-metadata.ts";
import { describePixels, planPixels } from "./kserve-pixels.ts";
import { oneLine } from "./one-line.ts";
import { givenTensorOptions } from "./tensor-settings.ts";

/** Conversion of an image to a tensor. */
export interface TensorPlan {
  /** Name of the model's input. */
  readonly name: string;
  readonly datatype: "BYTES" | "UINT8" | "FP16" | "FP32";
  /** True if the shape of n images is `[n,1]` instead of `[n]`; of one UINT8 image `[1,bytes]`. */
  readonly hasInnerDimension: boolean;
  /** True for binary data behind the JSON, false for text within. */
  readonly isBinary: boolean;
  /** True if several images may go in one request. */
  readonly canBatch: boolean;
  /** Maximum number of images per request, if the server reports it. */
  readonly maxImages?: number;
  /** Absent if the model decodes images itself. */
  readonly decoded?: DecodedPlan;
}

/** Plan of a tensor of pixels. */
export interface DecodedPlan {
  readonly pixels: PixelTensor;
  /** True if the first dimension counts images. */
  readonly hasBatch: boolean;
  /** One sentence about the conversion. */
  readonly description: string;
}

/** Facts from the server and the user for planning a tensor. */
export interface PlanningFacts {
  /** Answer to `GET /v2/models/M`. */
  readonly model: unknown;
  /** Answer to `GET /v2/models/M/config`, if the server has it. @default null */
  readonly config?: unknown;
  /** Answer to `GET /v2`. */
  readonly server: unknown;
  /** Input selected by the user. */
  readonly field: string | null;
  /** True if the user wants binary tensors; `null` to decide by the server's extensions. */
  readonly wantsBinary: boolean | null;
  /** Options for converting images to pixels. @default {} */
  readonly options?: Partial<TensorOptions>;
}

/** Chooses the input that takes the image, and its form; a problem if there is none. */
export function planTensor(findings: PlanningFacts): TensorPlan | SetUpProblem {
  const { model, config = null, server } = findings;
  const facts = modelFacts(model, config);
  const input = chooseInput(facts, findings.field);
  if ("problem" in input) return input;
  const isDecodedThere =
    canDecodeImages(server) && givenTensorOptions(findings.options).length === 0;
  return input.shape.length > 2 && !isDecodedThere
    ? planDecoded(input, facts, findings)
    : planEncoded(input, facts, findings);
}

/** The selected input, the only one, or the only one that can hold images. */
function chooseInput({ inputs }: ModelFacts, field: string | null): ModelInput | SetUpProblem {
  const [first, ...more] = inputs;
  const names = oneLine(inputs.map(({ name }) => name).join(", "));
  if (first === undefined)
    return {
      problem: "the model lists no inputs",
      remedy: `check ${option("to")} and ${option("model")}`,
    };
  const needed = inputs.filter(({ isOptional }) => isOptional === false);
  if (needed.length > 1) return needsMore(needed);
  if (field !== null) {
    const remedy = `name one of these with ${option("field")}`;
    const named = inputs.find(({ name }) => name === field);
    return named ?? { problem: `the model has no input ${field}: it has ${names}`, remedy };
  }
  const fitting = more.length === 0 ? inputs : inputs.filter(canHoldImages);
  const [only, ...others] = fitting;
  if (only !== undefined && others.length === 0) return only;
  return {
    problem: `the model has the inputs ${names}`,
    remedy: `choose one with ${option("field")}`,
  };
}

function needsMore(inputs: readonly ModelInput[]): SetUpProblem {
  return {
    problem: `the model needs ${inputs.length} inputs at once, and a frame fills one: ${inputs.map(describeInput).join("; ")}`,
    remedy: "put a model in front that fills the others, such as an ensemble of Triton",
  };
}

function canHoldImages({ datatype, shape }: ModelInput): boolean {
  return datatype === "BYTES" || datatype === "UINT8" || shape.length > 2;
}

/** Plan for a model that takes encoded images. */
function planEncoded(
  input: ModelInput,
  { maxBatchSize }: ModelFacts,
  { server, wantsBinary, options }: PlanningFacts,
): TensorPlan | SetUpProblem {
  const isPixels = input.shape.length > 2;
  const datatype = isPixels ? "BYTES" : input.datatype;
  if (datatype !== "BYTES" && datatype !== "UINT8") {
    const words = "which holds neither an image nor its pixels";
    return {
      problem: `${describeInputType(input)}, ${words}`,
      remedy: `choose another input with ${option("field")}`,
    };
  }
  const [stray] = givenTensorOptions(options);
  if (stray !== undefined)
    return {
      problem: `${describeInputType(input)}, an image as it is`,
      remedy: `leave ${stray} out`,
    };
  if (datatype === "UINT8" && wantsBinary === false) return onlyBinary(input);
  return {
    name: input.name,
    datatype,
    hasInnerDimension: !isPixels && input.shape.length >= 2,
    isBinary: wantsBinary ?? (datatype === "UINT8" || supportsBinary(server)),
    canBatch: datatype === "BYTES" && (input.shape[0] ?? 1) === -1 && maxBatchSize !== 1,
    ...maxImages(maxBatchSize),
  };
}

/** Plan for a model that takes pixels: images are decoded here. */
function planDecoded(
  input: ModelInput,
  { maxBatchSize }: ModelFacts,
  { server, wantsBinary, options = {} }: PlanningFacts,
): TensorPlan | SetUpProblem {
  const plan = planPixels(input, options);
  if ("problem" in plan) return plan;
  const { pixels, dimensions } = plan;
  const isBinary = wantsBinary ?? supportsBinary(server);
  if (pixels.datatype === "FP16" && !isBinary) return onlyBinary(input);
  return {
    name: input.name,
    datatype: pixels.datatype,
    hasInnerDimension: false,
    isBinary,
    canBatch: dimensions.canBatch && maxBatchSize !== 1,
    ...maxImages(maxBatchSize),
    decoded: {
      pixels: { ...pixels, form: isBinary ? "bytes" : "text" },
      hasBatch: dimensions.hasBatch,
      description: describePixels(plan),
    },
  };
}

function maxImages(maxBatchSize: number | null): Pick<TensorPlan, "maxImages"> {
  return maxBatchSize === null ? {} : { maxImages: maxBatchSize };
}

function onlyBinary(input: ModelInput): SetUpProblem {
  const remedy = `leave ${option("params", { binary: "false" })} out, or say ${option("params", { binary: "true" })} if the server takes it`;
  return { problem: `${describeInputType(input)}, which only a binary tensor can hold`, remedy };
}

/** OpenVINO Model Server decodes BYTES sent to an input of pixels (docs/binary_input_kfs.md). */
function canDecodeImages(server: unknown): boolean {
  return /openvino/iu.test(textOf(objectOf(server)["name"]) ?? "");
}

/** OpenVINO Model Server supports binary tensors without listing the extension. */
function supportsBinary(server: unknown): boolean {
  const { extensions } = objectOf(server);
  return canDecodeImages(server) || listOf(extensions).includes("binary_tensor_data");
}
