import { randomBytes } from "node:crypto";
import { imageTypeOf } from "../core/image/image-type.ts";
import type { BodyLayout } from "../core/service/protocol.ts";
import type { BodyEncoder } from "./body-encoder.ts";

/** Placeholder for one image while a JSON body is built. */
export interface ImageText {
  /** Text that is replaced by the image's base64. */
  readonly base64: string;
  /** Media type of the image. */
  readonly type: string;
}

/** Random, so that no text of the user can be mistaken for an image. */
const MARK = `image-${randomBytes(16).toString("hex")}`;

/**
 * Text of a JSON body around its images, one part more than images. It never contains an image itself.
 *
 * @param valueOf builds the JSON body; it must contain each image once, in their order.
 */
export function partsAround(
  images: readonly Buffer[],
  valueOf: (images: readonly ImageText[]) => unknown,
): readonly Buffer[] {
  const texts = images.map((image) => ({ base64: MARK, type: imageTypeOf(image) }));
  return JSON.stringify(valueOf(texts))
    .split(MARK)
    .map((part) => Buffer.from(part));
}

/** Body layout around one image. @param valueOf as for `partsAround`, at its longest. */
export function base64BodyLayout(valueOf: (images: readonly ImageText[]) => unknown): BodyLayout {
  // The media type of unknown data is the longest of all.
  const [head, tail] = partsAround([Buffer.alloc(0)], valueOf);
  return { imageAs: "base64", maxHeadBytes: head?.length ?? 0, maxTailBytes: tail?.length ?? 0 };
}

/** Encoder of a JSON body around one image. @param valueOf as for `base64BodyLayout`. */
export function base64Body(valueOf: (images: readonly ImageText[]) => unknown): BodyEncoder {
  return {
    ...base64BodyLayout(valueOf),
    encode: (_, image) => {
      const [head = NOTHING, tail = NOTHING] = partsAround([image], valueOf);
      return { headers: JSON_HEADERS, head, tail };
    },
  };
}

export const JSON_HEADERS = { "content-type": "application/json" };

const NOTHING = Buffer.alloc(0);
