import { base64Length, writeBase64 } from "../../core/image/base64.ts";
import type { BatchEnvelope, BodyLayout, Envelope } from "../../core/service/protocol.ts";
import type { BodyBuffers } from "./body-buffers.ts";
import type { LoadedImage } from "./read-image.ts";

/**
 * Puts head and tail around a loaded image, in the buffer that holds it already. Base64 is written
 * over the image: it begins further left and ends where the image ended.
 */
export function assembleBody(
  { buffer, start, end }: LoadedImage,
  { head, tail }: Envelope,
  imageAs: BodyLayout["imageAs"],
): Buffer {
  const isText = imageAs === "base64";
  const imageStart = isText ? end - base64Length(end - start) : start;
  if (isText) writeBase64(buffer.subarray(start, end), buffer, imageStart);
  head.copy(buffer, imageStart - head.length);
  tail.copy(buffer, end);
  return buffer.subarray(imageStart - head.length, end + tail.length);
}

/** A body of several images; `buffer` is to be given back once nobody reads `body` any more. */
export interface AssembledBatch {
  readonly buffer: Buffer;
  readonly body: Buffer;
}

/** Copies several images, and what goes around them, into one reused buffer. */
export function assembleBatch(
  images: readonly Buffer[],
  { around }: BatchEnvelope,
  imageAs: BodyLayout["imageAs"],
  buffers: BodyBuffers,
): AssembledBatch {
  const isText = imageAs === "base64";
  const lengths = images.map(({ length }) => (isText ? base64Length(length) : length));
  const total = [...lengths, ...around.map(({ length }) => length)].reduce((sum, n) => sum + n, 0);
  const buffer = buffers.take(total);
  let at = 0;
  for (const [index, part] of around.entries()) {
    at += part.copy(buffer, at);
    const image = images[index];
    if (image !== undefined)
      at = isText ? writeBase64(image, buffer, at) : at + image.copy(buffer, at);
  }
  return { buffer, body: buffer.subarray(0, total) };
}
