import { imageTypeOf } from "../core/image/image-type.ts";
import type { BodyEncoder } from "./body-encoder.ts";

const NOTHING = Buffer.alloc(0);

/** A body that consists of the image alone, with the media type of its bytes. */
export const rawBody: BodyEncoder = {
  imageAs: "bytes",
  maxHeadBytes: 0,
  maxTailBytes: 0,
  encode: (_, image) => ({
    headers: { "content-type": imageTypeOf(image) },
    head: NOTHING,
    tail: NOTHING,
  }),
};
