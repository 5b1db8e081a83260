import { randomBytes } from "node:crypto";
import { imageTypeOf } from "../core/image-type.ts";
import type { BodyLayout } from "../core/protocol.ts";
import type { BodyEncoder } from "./body-encoder.ts";

/** Stands for one image while a JSON body is built. */
export interface ImageText {
  /** Takes the place of the image's base64. */
  readonly base64: string;
  /** Media type of the image. */
  readonly type: string;
}

/** Nobody can foresee it, so that no text of the user's is taken for an image. */
const MARK = `image-${randomBytes(16).toString("hex")}`;

/**
 * The text of a JSON body around its images, one part more than there are images. It never holds an
 * image itself.
 *
 * @param valueOf the JSON value; it must hold each image once, in their order.
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

/** Room around one image. @param valueOf as for `partsAround`, at its longest. */
export function base64Room(valueOf: (images: readonly ImageText[]) => unknown): BodyLayout {
  // No other media type is as long as the one of an image that is none.
  const [head, tail] = partsAround([Buffer.alloc(0)], valueOf);
  return { imageAs: "base64", headRoom: head?.length ?? 0, tailRoom: tail?.length ?? 0 };
}

/** A JSON body around one image. @param valueOf as for `base64Room`. */
export function base64Body(valueOf: (images: readonly ImageText[]) => unknown): BodyEncoder {
  return {
    ...base64Room(valueOf),
    encode: (_, image) => {
      const [head = NOTHING, tail = NOTHING] = partsAround([image], valueOf);
      return { headers: JSON_HEADERS, head, tail };
    },
  };
}

export const JSON_HEADERS = { "content-type": "application/json" };

const NOTHING = Buffer.alloc(0);
