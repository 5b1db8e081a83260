import { optional } from "./option.ts";
import { z } from "zod";
import type { PixelSize } from "../core/image/image-size.ts";
import type { TensorChannels, TensorFit, TensorLayout } from "../core/image/pixel-tensor.ts";
import { oneOf } from "./one-of.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { pixelSize } from "./units.ts";

/**
 * Conversion of an image to the numbers that a model takes, if the service does not decode images itself
 * and its protocol has tensors (`kserve-v2`): `value = (pixel - mean) / std`, of pixels from 0 to 255.
 */
export interface TensorOptions {
  /** Size in pixels, for a model with variable height and width. `null`: that of the model. @default null */
  readonly tensorSize: PixelSize | null;
  /**
   * Fit of an image of another shape to the size: `stretch`, `letterbox` (all of it, between gray bars of
   * 114) or `crop` (its center). `null`: `stretch`. @default null
   */
  readonly tensorFit: TensorFit | null;
  /**
   * Channels of a pixel: `rgb`, `bgr` or `gray`. `null`: `rgb`, or `gray` for a model with one channel.
   * @default null
   */
  readonly tensorChannels: TensorChannels | null;
  /** Order of the dimensions: `nchw` or `nhwc`. `null`: the one that the shape of the model shows. @default null */
  readonly tensorLayout: TensorLayout | null;
  /**
   * Value subtracted from a pixel of 0 to 255: for red, green and blue in this order whatever `tensorChannels`
   * says, or one number for all. It needs `tensorStd`. `null`: 0. @default null
   */
  readonly tensorMean: readonly number[] | null;
  /**
   * Value that the difference is divided by, in the order of `tensorMean`; a pixel is 0 to 255. `null`: 255, which
   * gives values from 0 to 1. @default null
   */
  readonly tensorStd: readonly number[] | null;
}

const TENSOR_FITS: readonly TensorFit[] = ["stretch", "letterbox", "crop"];
const TENSOR_CHANNELS: readonly TensorChannels[] = ["rgb", "bgr", "gray"];
const TENSOR_LAYOUTS: readonly TensorLayout[] = ["nchw", "nhwc"];

export const tensorSchema: OptionsSchema<TensorOptions> = {
  tensorSize: optional(pixelSize, null),
  tensorFit: optional(() => oneOf(TENSOR_FITS), null),
  tensorChannels: optional(() => oneOf(TENSOR_CHANNELS), null),
  tensorLayout: optional(() => oneOf(TENSOR_LAYOUTS), null),
  tensorMean: optional(channelNumbers, null),
  tensorStd: optional(() => channelNumbers(1), null),
};

/** A number for all channels, or one for each; text has commas between them. */
function channelNumbers(least = -Infinity): z.ZodType<readonly number[]> {
  const message = "must be one number, or three for red, green and blue: 123.675,116.28,103.53";
  // Who copies 0.229 from code that divides by 255 before would feed the model with nonsense.
  const scale = `must be at least ${least}: pixels count from 0 to 255, so take 255 times what is meant for 0 to 1`;
  const numbers = z
    .array(z.number(message).min(least, scale), message)
    .refine(({ length }) => length === 1 || length === 3, message);
  return z.preprocess(numbersFromGiven, numbers);
}

function numbersFromGiven(given: unknown): unknown {
  if (typeof given === "number") return [given];
  if (typeof given !== "string") return given;
  return given.split(",").map((text) => (text.trim() === "" ? Number.NaN : Number(text)));
}
