import type { PixelTensor } from "../../core/image/pixel-tensor.ts";
import type { SendOptions } from "../../options/send-options.ts";
import type { BodyBuffers } from "../../submitter/image/body-buffers.ts";
import { ImageReader, type ImageSource } from "../../submitter/image/read-image.ts";

/**
 * Source of images in the form in which they are sent.
 *
 * @param pixels what they are made into, where the service does not decode them itself.
 */
export async function imageSource(
  { resize }: Pick<SendOptions, "resize">,
  buffers: BodyBuffers,
  pixels: PixelTensor | undefined,
): Promise<ImageSource> {
  if (pixels !== undefined) {
    const { TensorReader } = await import("../../submitter/image/tensor-reader.ts");
    return new TensorReader(pixels, buffers);
  }
  const reader = new ImageReader(buffers);
  if (resize === null) return reader;
  // Who sends images as they are need not load what decodes them.
  const { ShrinkingReader } = await import("../../submitter/image/shrinking-reader.ts");
  return new ShrinkingReader(reader, buffers, resize);
}
