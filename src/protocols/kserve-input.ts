import type { PixelTensor } from "../core/pixel-tensor.ts";
import type { SetUpProblem } from "../core/protocol.ts";
import { option } from "../core/spelling.ts";
import type { TensorOptions } from "../options/tensor-options.ts";
import { listOf, objectOf, textOf } from "./json-value.ts";
import {
  inputInWords,
  type ModelFacts,
  type ModelInput,
  modelFacts,
  takesInWords,
} from "./kserve-metadata.ts";
import { pixelsInWords, planPixels } from "./kserve-pixels.ts";
import { oneLine } from "./one-line.ts";
import { givenTensorOptions } from "./tensor-settings.ts";

/** How an image becomes a tensor. */
export interface TensorPlan {
  /** Name of the model's input. */
  readonly name: string;
  readonly datatype: "BYTES" | "UINT8" | "FP16" | "FP32";
  /** Whether the shape of n images is `[n,1]` instead of `[n]`; of one UINT8 image `[1,bytes]`. */
  readonly hasInnerDimension: boolean;
  /** Whether it goes as bytes behind the JSON, or as text within. */
  readonly isBinary: boolean;
  /** Whether several images may go in one request. */
  readonly takesSeveral: boolean;
  /** Images in one request, at most, where the server tells that. */
  readonly maxImages?: number;
  /** Absent where the model decodes images itself. */
  readonly decoded?: DecodedPlan;
}

/** Of a tensor that holds pixels. */
export interface DecodedPlan {
  readonly pixels: PixelTensor;
  /** Whether the first dimension counts images. */
  readonly hasBatch: boolean;
  /** How an image becomes its pixels, for people. */
  readonly words: string;
}

/** What a set-up is told by the server and by the user. */
export interface Findings {
  /** Answer to `GET /v2/models/M`. */
  readonly model: unknown;
  /** Answer to `GET /v2/models/M/config`, where the server has that. @default null */
  readonly config?: unknown;
  /** Answer to `GET /v2`. */
  readonly server: unknown;
  /** Input that the user named. */
  readonly field: string | null;
  /** Whether the user wants binary tensors; `null` leaves it to the server's word. */
  readonly wantsBinary: boolean | null;
  /** How images are to become pixels. @default {} */
  readonly options?: Partial<TensorOptions>;
}

/** Chooses the input that takes the image, and its form; a problem says why there is none. */
export function planTensor(findings: Findings): TensorPlan | SetUpProblem {
  const { model, config = null, server } = findings;
  const facts = modelFacts(model, config);
  const input = chooseInput(facts, findings.field);
  if ("problem" in input) return input;
  const isDecodedThere = decodesImages(server) && givenTensorOptions(findings.options).length === 0;
  return input.shape.length > 2 && !isDecodedThere
    ? planDecoded(input, facts, findings)
    : planEncoded(input, facts, findings);
}

/** The one that was named, the only one, or the only one that can hold images. */
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
    problem: `the model needs ${inputs.length} inputs at once, and a frame fills one: ${inputs.map(inputInWords).join("; ")}`,
    remedy: "put a model in front that fills the others, such as an ensemble of Triton",
  };
}

function canHoldImages({ datatype, shape }: ModelInput): boolean {
  return datatype === "BYTES" || datatype === "UINT8" || shape.length > 2;
}

/** The model takes images as they are. */
function planEncoded(
  input: ModelInput,
  { maxBatchSize }: ModelFacts,
  { server, wantsBinary, options }: Findings,
): TensorPlan | SetUpProblem {
  const isPixels = input.shape.length > 2;
  const datatype = isPixels ? "BYTES" : input.datatype;
  if (datatype !== "BYTES" && datatype !== "UINT8") {
    const words = "which holds neither an image nor its pixels";
    return {
      problem: `${takesInWords(input)}, ${words}`,
      remedy: `choose another input with ${option("field")}`,
    };
  }
  const [stray] = givenTensorOptions(options);
  if (stray !== undefined)
    return { problem: `${takesInWords(input)}, an image as it is`, remedy: `leave ${stray} out` };
  if (datatype === "UINT8" && wantsBinary === false) return onlyBinary(input);
  return {
    name: input.name,
    datatype,
    hasInnerDimension: !isPixels && input.shape.length >= 2,
    isBinary: wantsBinary ?? (datatype === "UINT8" || knowsBinary(server)),
    takesSeveral: datatype === "BYTES" && (input.shape[0] ?? 1) === -1 && maxBatchSize !== 1,
    ...maxImages(maxBatchSize),
  };
}

/** The model takes pixels, and so images are decoded here. */
function planDecoded(
  input: ModelInput,
  { maxBatchSize }: ModelFacts,
  { server, wantsBinary, options = {} }: Findings,
): TensorPlan | SetUpProblem {
  const plan = planPixels(input, options);
  if ("problem" in plan) return plan;
  const { pixels, dimensions } = plan;
  const isBinary = wantsBinary ?? knowsBinary(server);
  if (pixels.datatype === "FP16" && !isBinary) return onlyBinary(input);
  return {
    name: input.name,
    datatype: pixels.datatype,
    hasInnerDimension: false,
    isBinary,
    takesSeveral: dimensions.takesSeveral && maxBatchSize !== 1,
    ...maxImages(maxBatchSize),
    decoded: {
      pixels: { ...pixels, form: isBinary ? "bytes" : "text" },
      hasBatch: dimensions.hasBatch,
      words: pixelsInWords(plan),
    },
  };
}

function maxImages(maxBatchSize: number | null): Pick<TensorPlan, "maxImages"> {
  return maxBatchSize === null ? {} : { maxImages: maxBatchSize };
}

function onlyBinary(input: ModelInput): SetUpProblem {
  const remedy = `leave ${option("params", { binary: "false" })} out, or say ${option("params", { binary: "true" })} if the server takes it`;
  return { problem: `${takesInWords(input)}, which only a binary tensor can hold`, remedy };
}

/** OpenVINO Model Server decodes what it gets as BYTES for an input of pixels (docs/binary_input_kfs.md). */
function decodesImages(server: unknown): boolean {
  return /openvino/iu.test(textOf(objectOf(server)["name"]) ?? "");
}

/** OpenVINO Model Server takes them without a word about it. */
function knowsBinary(server: unknown): boolean {
  const { extensions } = objectOf(server);
  return decodesImages(server) || listOf(extensions).includes("binary_tensor_data");
}
