import type { PixelSize } from "./image-size.ts";

/** How an image becomes the numbers that a model takes. */
export interface PixelTensor {
  /** Columns and rows of the model's input. */
  readonly size: PixelSize;
  readonly fit: TensorFit;
  readonly channels: TensorChannels;
  readonly layout: TensorLayout;
  readonly datatype: PixelType;
  /** Subtracted from a pixel of 0 to 255: for red, green and blue in this order, or one number for gray. */
  readonly mean: readonly number[];
  /** What the difference is divided by, in the order of `mean`. */
  readonly std: readonly number[];
  /** The numbers as bytes, little-endian, or as text with commas between them. */
  readonly form: "bytes" | "text";
}

/**
 * How an image of another shape gets the size. `letterbox` adds gray bars (114) on two sides, `crop` cuts
 * off what is too much on two sides.
 */
export type TensorFit = "stretch" | "letterbox" | "crop";

/** What the numbers of a pixel are, in their order. */
export type TensorChannels = "rgb" | "bgr" | "gray";

/** `nchw`: all of one channel after the other. `nhwc`: all channels of one pixel after the other. */
export type TensorLayout = "nchw" | "nhwc";

export type PixelType = "UINT8" | "FP16" | "FP32";

export function channelCount(channels: TensorChannels): 1 | 3 {
  return channels === "gray" ? 1 : 3;
}

/** Numbers in the tensor of one image. */
export function sampleCount({ size, channels }: PixelTensor): number {
  return size.width * size.height * channelCount(channels);
}

const BYTES_PER_SAMPLE: Readonly<Record<PixelType, number>> = { UINT8: 1, FP16: 2, FP32: 4 };

/** Bytes of one image's tensor, in its form of bytes. */
export function tensorByteLength(tensor: PixelTensor): number {
  return sampleCount(tensor) * BYTES_PER_SAMPLE[tensor.datatype];
}
