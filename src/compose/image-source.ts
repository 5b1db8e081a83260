import type { SendOptions } from "../options/send-options.ts";
import type { BodyBuffers } from "../submitter/image/body-buffers.ts";
import { ImageReader, type ImageSource } from "../submitter/image/read-image.ts";

/** Where images come from, as they are to be sent. */
export async function imageSource(
  { sendResized }: Pick<SendOptions, "sendResized">,
  buffers: BodyBuffers,
): Promise<ImageSource> {
  const reader = new ImageReader(buffers);
  if (sendResized === null) return reader;
  // Who sends images as they are need not load what decodes them.
  const { ShrinkingReader } = await import("../submitter/image/shrinking-reader.ts");
  return new ShrinkingReader(reader, buffers, sendResized);
}
