import { type PixelTensor, tensorByteLength } from "../../core/image/pixel-tensor.ts";

/** Frames in one request, at most: tensors of more than 64 MiB in sum are more than Triton takes by itself. */
export function framesPerRequest(batch: number, pixels: PixelTensor | undefined): number {
  if (pixels === undefined) return batch;
  return Math.max(1, Math.min(batch, Math.floor(MAX_TENSOR_BYTES / tensorByteLength(pixels))));
}

/** `--http-max-input-size` of tritonserver. */
const MAX_TENSOR_BYTES = 64 * 1024 * 1024;

/**
 * Size of the largest buffer that is worth keeping, in bytes, where requests hold tensors; `undefined` for
 * any other.
 */
export function largestKeptBytes(pixels: PixelTensor | undefined, frames = 1): number | undefined {
  return pixels === undefined ? undefined : frames * tensorByteLength(pixels) + AROUND_BYTES;
}

/** The text around tensors, and what a buffer is rounded up by. */
const AROUND_BYTES = 128 * 1024;
