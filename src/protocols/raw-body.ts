import { imageTypeOf } from "../core/image-type.ts";
import type { BodyEncoder } from "./body-encoder.ts";

const NOTHING = Buffer.alloc(0);

/** A body that is the image and nothing else, of the type that its bytes have. */
export const rawBody: BodyEncoder = {
  imageAs: "bytes",
  headRoom: 0,
  tailRoom: 0,
  encode: (_, image) => ({
    headers: { "content-type": imageTypeOf(image) },
    head: NOTHING,
    tail: NOTHING,
  }),
};
