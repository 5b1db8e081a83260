import type { PixelSize } from "./image-size.ts";

/** Conversion of an image to the tensor that a model takes. */
export interface PixelTensor {
  /** Columns and rows of the model's input. */
  readonly size: PixelSize;
  readonly fit: TensorFit;
  readonly channels: TensorChannels;
  readonly layout: TensorLayout;
  readonly datatype: PixelType;
  /** Subtracted from a pixel of 0 to 255: for red, green and blue in this order, or one number for gray. */
  readonly mean: readonly number[];
  /** Divisor of the difference, in the order of `mean`. */
  readonly std: readonly number[];
  /** Encoding of the numbers: bytes, little-endian, or text with commas. */
  readonly form: "bytes" | "text";
}

/**
 * Resizing of an image with another aspect ratio. `letterbox` adds gray bars (114) on two sides, `crop`
 * cuts off two sides.
 */
export type TensorFit = "stretch" | "letterbox" | "crop";

/** Channels of a pixel, in order. */
export type TensorChannels = "rgb" | "bgr" | "gray";

/** `nchw`: one channel after the other. `nhwc`: all channels of a pixel together. */
export type TensorLayout = "nchw" | "nhwc";

export type PixelType = "UINT8" | "FP16" | "FP32";

export function channelCount(channels: TensorChannels): 1 | 3 {
  return channels === "gray" ? 1 : 3;
}

/** Number of values in the tensor of one image. */
export function sampleCount({ size, channels }: PixelTensor): number {
  return size.width * size.height * channelCount(channels);
}

const BYTES_PER_SAMPLE: Readonly<Record<PixelType, number>> = { UINT8: 1, FP16: 2, FP32: 4 };

/** Size of one image's tensor in binary form, in bytes. */
export function tensorByteLength(tensor: PixelTensor): number {
  return sampleCount(tensor) * BYTES_PER_SAMPLE[tensor.datatype];
}
