import { type PixelTensor, type PixelType, tensorByteLength } from "../core/image/pixel-tensor.ts";
import type { SetUpProblem } from "../core/service/protocol.ts";
import { option } from "../core/option-spelling.ts";
import type { TensorOptions } from "../options/tensor-options.ts";
import { type ModelInput, describeInputType } from "./kserve-metadata.ts";
import { type Dimensions, planDimensions } from "./tensor-dimensions.ts";

/** Conversion of an image to the pixels of a model's input. */
export interface PixelPlan {
  readonly pixels: Omit<PixelTensor, "form">;
  readonly dimensions: Dimensions;
}

/** Plans the conversion by type and shape of an input; a problem if it is impossible. */
export function planPixels(
  input: ModelInput,
  options: Partial<TensorOptions>,
): PixelPlan | SetUpProblem {
  const datatype = TYPES.find((type) => type === input.datatype);
  if (datatype === undefined) return problem(input, "pixels go as UINT8, FP16 or FP32", ENSEMBLE);
  const dimensions = planDimensions(input, options);
  if ("problem" in dimensions) return dimensions;
  const scaling = scalingOf(input, datatype, dimensions, options);
  if ("problem" in scaling) return scaling;
  const { size, layout, channels } = dimensions;
  const fit = options.tensorFit ?? "stretch";
  const pixels = { size, fit, channels, layout, datatype, ...scaling };
  if (tensorByteLength({ ...pixels, form: "bytes" }) > MAX_BYTES)
    return problem(
      input,
      "the tensor of one image would be larger than 256 MiB",
      `choose a smaller ${option("tensorSize")}`,
    );
  return { pixels, dimensions };
}

/** Text about a conversion, for people. */
export function describePixels({ pixels }: PixelPlan): string {
  const { size, fit, channels, layout, datatype, mean, std } = pixels;
  const formula =
    datatype === "UINT8"
      ? "from 0 to 255"
      : `(pixel - ${formatNumbers(mean)}) / ${formatNumbers(std)}`;
  const order = `${channels === "gray" ? "gray" : channels.toUpperCase()} in ${layout.toUpperCase()}`;
  return `pixels ${FIT_VERBS[fit]} ${size.width}x${size.height}, ${order}, ${formula}`;
}

const FIT_VERBS = {
  stretch: "stretched to",
  letterbox: "letterboxed to",
  crop: "cropped to",
} as const;

function formatNumbers(numbers: readonly number[]): string {
  return numbers.length === 1 ? `${numbers[0]}` : `[${numbers.join(", ")}]`;
}

const TYPES = ["UINT8", "FP16", "FP32"] as const satisfies readonly PixelType[];
const MAX_BYTES = 256 * 1024 * 1024;
const ENSEMBLE = "put a model in front that makes this of an image, such as an ensemble of Triton";

function scalingOf(
  input: ModelInput,
  datatype: PixelType,
  { channels }: Dimensions,
  { tensorMean, tensorStd }: Partial<TensorOptions>,
): Pick<PixelTensor, "mean" | "std"> | SetUpProblem {
  const scaling = [tensorMean ?? [], tensorStd ?? []];
  if (datatype === "UINT8") {
    const isScaled = scaling.some(({ length }) => length > 0);
    if (isScaled)
      return problem(
        input,
        "which holds pixels as they are",
        `leave ${option("tensorMean")} and ${option("tensorStd")} out`,
      );
    return { mean: [0], std: [1] };
  }
  if (channels === "gray" && scaling.some(({ length }) => length > 1))
    return problem(
      input,
      "which has one channel",
      `give one number with ${option("tensorMean")} and ${option("tensorStd")}`,
    );
  return { mean: tensorMean ?? [0], std: tensorStd ?? [255] };
}

function problem(input: ModelInput, reason: string, remedy: string): SetUpProblem {
  return { problem: `${describeInputType(input)}, ${reason}`, remedy };
}
