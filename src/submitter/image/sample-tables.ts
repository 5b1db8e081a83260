import { halfFloatBits } from "../../core/image/half-float.ts";
import { channelCount, type PixelTensor, type PixelType } from "../../core/image/pixel-tensor.ts";
import type { Samples } from "./write-samples.ts";

/** `(pixel - mean) / std` for each value of a pixel, 0 to 255: a row for each channel, in the tensor's order. */
export function valuesOf({
  channels,
  mean,
  std,
}: Pick<PixelTensor, "channels" | "mean" | "std">): readonly (readonly number[])[] {
  const rows = Array.from({ length: channelCount(channels) }, (_, channel) => {
    const [less, by] = [mean[channel] ?? mean[0] ?? 0, std[channel] ?? std[0] ?? 1];
    return PIXEL_VALUES.map((pixel) => (pixel - less) / by);
  });
  return channels === "bgr" ? rows.toReversed() : rows;
}

const PIXEL_VALUES = Array.from({ length: 256 }, (_, value) => value);

/** Numbers as they are kept in the bytes of a tensor. */
export function tableOf(values: readonly number[], datatype: PixelType): Samples {
  switch (datatype) {
    case "UINT8":
      return Uint8Array.from(values);
    case "FP16":
      return Uint16Array.from(values, halfFloatBits);
    case "FP32":
      return Float32Array.from(values);
  }
}

/** A view of a buffer as numbers, in the order of this machine's bytes: little-endian, as all that Node runs on. */
export function samplesIn(
  buffer: Buffer,
  start: number,
  count: number,
  datatype: PixelType,
): Samples {
  const at = buffer.byteOffset + start;
  switch (datatype) {
    case "UINT8":
      return new Uint8Array(buffer.buffer, at, count);
    case "FP16":
      return new Uint16Array(buffer.buffer, at, count);
    case "FP32":
      return new Float32Array(buffer.buffer, at, count);
  }
}
