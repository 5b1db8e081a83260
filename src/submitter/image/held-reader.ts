import type { Frame } from "../../core/frame/frame.ts";
import type { BodyLayout } from "../../core/service/protocol.ts";
import type { ReadFault } from "../read-fault.ts";
import type { BodyBuffers } from "./body-buffers.ts";
import { type ImageSource, type LoadedImage, placeImage } from "./read-image.ts";

/** Brings images of frames that came from another machine, and whose bytes are in memory. */
export class HeldReader implements ImageSource {
  readonly #buffers: BodyBuffers;
  readonly #bytesOf: (frame: Frame) => Uint8Array | null;

  /** @param bytesOf bytes of a frame; `null` if they are held no longer. */
  constructor(buffers: BodyBuffers, bytesOf: (frame: Frame) => Uint8Array | null) {
    this.#buffers = buffers;
    this.#bytesOf = bytesOf;
  }

  read(frame: Frame, layout: BodyLayout): Promise<LoadedImage | ReadFault> {
    return Promise.resolve(this.#place(this.#bytesOf(frame), layout));
  }

  #place(bytes: Uint8Array | null, layout: BodyLayout): LoadedImage | ReadFault {
    if (bytes === null) return { readFault: "unreadable", reason: "it is held no longer" };
    if (bytes.length === 0) return { readFault: "unreadable", reason: "the image is empty" };
    const image = placeImage(this.#buffers, bytes.length, layout);
    image.buffer.set(bytes, image.start);
    return image;
  }
}
