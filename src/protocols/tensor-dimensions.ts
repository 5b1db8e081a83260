import type { PixelSize } from "../core/image/image-size.ts";
import type { TensorChannels, TensorLayout } from "../core/image/pixel-tensor.ts";
import type { SetUpProblem } from "../core/service/protocol.ts";
import { option } from "../core/option-spelling.ts";
import type { TensorOptions } from "../options/tensor-options.ts";
import { type ModelInput, describeInputType } from "./kserve-metadata.ts";

/** Meaning of an input's dimensions. */
export interface Dimensions {
  readonly layout: TensorLayout;
  readonly channels: TensorChannels;
  readonly size: PixelSize;
  /** True if the first dimension counts images. */
  readonly hasBatch: boolean;
  /** True if the number of images is variable. */
  readonly canBatch: boolean;
}

/**
 * Interprets the shape of an input as images, and fills in variable dimensions; a problem if that is
 * impossible.
 */
export function planDimensions(
  input: ModelInput,
  options: Partial<TensorOptions>,
): Dimensions | SetUpProblem {
  const { shape } = input;
  const hasBatch = shape.length === 4;
  const [images = 1] = hasBatch ? shape : [];
  if (shape.length > 4)
    return problem(input, `of ${shape.length} dimensions, and images have 4 at most`, ENSEMBLE);
  if (images > 1)
    return problem(
      input,
      `${images} images at a time`,
      "let its first dimension be 1, or open (-1)",
    );
  const layout = layoutOf(input, options);
  if (typeof layout !== "string") return layout;
  const channels = channelsOf(input, layout, options);
  if (typeof channels !== "string") return channels;
  const size = sizeOf(input, layout, options);
  if ("problem" in size) return size;
  return { layout, channels, size, hasBatch, canBatch: hasBatch && images < 1 };
}

/** Layout by option, by the model's configuration, or by the one dimension of 1 or 3. */
function layoutOf(
  input: ModelInput,
  { tensorLayout }: Partial<TensorOptions>,
): TensorLayout | SetUpProblem {
  const known = tensorLayout ?? input.layout;
  if (known !== null) return known;
  const [first = -1, , last = -1] = input.shape.slice(-3);
  const [isFirst, isLast] = [isImageChannels(first), isImageChannels(last)];
  if (isFirst !== isLast) return isFirst ? "nchw" : "nhwc";
  if (isFirst || (first < 1 && last < 1))
    return problem(input, "which may be NCHW or NHWC", `say which with ${option("tensorLayout")}`);
  const channels = first < 1 ? last : first;
  return problem(input, `whose ${channels} channels are not the 1 or 3 of an image`, ENSEMBLE);
}

function channelsOf(
  input: ModelInput,
  layout: TensorLayout,
  { tensorChannels }: Partial<TensorOptions>,
): TensorChannels | SetUpProblem {
  const count = input.shape.at(layout === "nchw" ? -3 : -1) ?? -1;
  if (count < 1) return tensorChannels ?? "rgb";
  if (!isImageChannels(count)) {
    const words = `whose ${count} channels as ${layout.toUpperCase()} are not the 1 or 3 of an image`;
    return problem(input, words, `choose the other ${option("tensorLayout")}, or ${ENSEMBLE}`);
  }
  const channels = tensorChannels ?? (count === 1 ? "gray" : "rgb");
  if ((channels === "gray") === (count === 1)) return channels;
  const words = count === 1 ? "one channel" : "three channels";
  return problem(input, `${words}, not ${channels}`, `leave ${option("tensorChannels")} out`);
}

function sizeOf(
  input: ModelInput,
  layout: TensorLayout,
  { tensorSize = null }: Partial<TensorOptions>,
): PixelSize | SetUpProblem {
  const [height = -1, width = -1] =
    layout === "nchw" ? input.shape.slice(-2) : input.shape.slice(-3);
  const isOpen = height < 1 || width < 1;
  if (isOpen && tensorSize === null)
    return problem(
      input,
      "which leaves height and width open",
      `say them, such as ${option("tensorSize", "640x640")}`,
    );
  const size = tensorSize ?? { width, height };
  const fits = [[size.width, width] as const, [size.height, height] as const].every(
    ([given, own]) => own < 1 || own === given,
  );
  if (fits) return size;
  const own = `${width < 1 ? "?" : width}x${height < 1 ? "?" : height}`;
  const words = `${own} pixels, not ${size.width}x${size.height}`;
  return problem(
    input,
    words,
    isOpen ? `choose another ${option("tensorSize")}` : `leave ${option("tensorSize")} out`,
  );
}

function isImageChannels(count: number): boolean {
  return count === 1 || count === 3;
}

const ENSEMBLE = "put a model in front that makes this of an image, such as an ensemble of Triton";

function problem(input: ModelInput, reason: string, remedy: string): SetUpProblem {
  return { problem: `${describeInputType(input)}, ${reason}`, remedy };
}
