import { listOf, numberOf, objectOf, textOf } from "./json-value.ts";
import { oneLine } from "./one-line.ts";

/** How an image becomes a tensor. */
export interface TensorPlan {
  /** Name of the model's input. */
  readonly name: string;
  readonly datatype: "BYTES" | "UINT8";
  /** Whether the shape of n images is `[n,1]` instead of `[n]`; of one UINT8 image `[1,bytes]`. */
  readonly hasInnerDimension: boolean;
  /** Whether it goes as bytes behind the JSON, or as base64 within. */
  readonly isBinary: boolean;
  /** Whether several images may go in one request. */
  readonly takesSeveral: boolean;
}

interface Input {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
}

/** What a set-up is told by the server and by the user. */
export interface Findings {
  /** Answer to `GET /v2/models/M`. */
  readonly model: unknown;
  /** Answer to `GET /v2`. */
  readonly server: unknown;
  /** Input that the user named. */
  readonly field: string | null;
  /** Whether the user wants binary tensors; `null` leaves it to the server's word. */
  readonly wantsBinary: boolean | null;
}

/** Chooses the input that takes the image, and its form; a text says why there is none. */
export function planTensor(findings: Findings): TensorPlan | string {
  const { field, wantsBinary } = findings;
  const inputs = listOf(objectOf(findings.model)["inputs"]).map(inputOf);
  const names = oneLine(inputs.map(({ name }) => name).join(", "));
  const input = chooseInput(inputs, field);
  if (input === null) {
    return field === null
      ? `the model has the inputs ${names}: choose one with --field`
      : `the model has no input ${field}: it has ${names}`;
  }
  const decodes = decodesImages(findings.server);
  const datatype = datatypeFor(input, decodes);
  if (datatype === null) return whyNoEncodedImages(input);
  if (datatype === "UINT8" && wantsBinary === false)
    return `the input ${oneLine(input.name)} takes UINT8, which only a binary tensor can hold`;
  const isBinary = wantsBinary ?? (decodes || datatype === "UINT8" || knowsBinary(findings.server));
  const isPixels = datatype !== input.datatype;
  return {
    name: input.name,
    datatype,
    hasInnerDimension: !isPixels && input.shape.length >= 2,
    isBinary,
    takesSeveral: datatype === "BYTES" && (input.shape[0] ?? 1) === -1,
  };
}

function inputOf(value: unknown): Input {
  const { name, datatype, shape } = objectOf(value);
  return {
    name: textOf(name) ?? "",
    datatype: textOf(datatype) ?? "",
    shape: listOf(shape).map((size) => numberOf(size) ?? -1),
  };
}

/** The one that was named, the only one, or the only one that can hold encoded images. */
function chooseInput(inputs: readonly Input[], field: string | null): Input | null {
  if (field !== null) return inputs.find(({ name }) => name === field) ?? null;
  const fitting = inputs.filter(({ datatype }) => datatype === "BYTES" || datatype === "UINT8");
  const [only, ...more] = inputs.length === 1 ? inputs : fitting;
  return only !== undefined && more.length === 0 ? only : null;
}

/** A tensor with rows and columns holds pixels, not an encoded image. */
function datatypeFor({ datatype, shape }: Input, decodes: boolean): TensorPlan["datatype"] | null {
  if (shape.length > 2) return decodes ? "BYTES" : null;
  return datatype === "BYTES" || datatype === "UINT8" ? datatype : null;
}

/** OpenVINO Model Server decodes what it gets as BYTES for an input of pixels (docs/binary_input_kfs.md). */
function decodesImages(server: unknown): boolean {
  return /openvino/iu.test(textOf(objectOf(server)["name"]) ?? "");
}

function knowsBinary(server: unknown): boolean {
  return listOf(objectOf(server)["extensions"]).includes("binary_tensor_data");
}

function whyNoEncodedImages({ name, datatype, shape }: Input): string {
  const form = oneLine(`${datatype} [${shape.join(",")}]`);
  return `the input ${oneLine(name)} takes ${form}, which is decoded pixels: put a model in front that decodes images`;
}
