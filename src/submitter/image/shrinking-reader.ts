import { availableParallelism } from "node:os";
import type { Frame } from "../../core/frame/frame.ts";
import type { PixelSize } from "../../core/image/image-size.ts";
import type { BodyLayout } from "../../core/service/protocol.ts";
import type { BodyBuffers } from "./body-buffers.ts";
import type { ReadFault } from "../read-fault.ts";
import { type ImageSource, type LoadedImage, placeImage } from "./read-image.ts";
import { setUpShrinking, shrinkImage } from "./shrink-image.ts";
import { Semaphore } from "../../core/concurrency/semaphore.ts";

/** Brings images that fit into a box: smaller copies of those that are larger, all others as they are. */
export class ShrinkingReader implements ImageSource {
  readonly #source: ImageSource;
  readonly #buffers: BodyBuffers;
  readonly #box: PixelSize;
  /** More at once than there are cores are no faster, and take 338 MB instead of 242 for 4K JPEGs. */
  readonly #semaphore = new Semaphore(availableParallelism());

  /** @param source what reads into `buffers`. */
  constructor(source: ImageSource, buffers: BodyBuffers, box: PixelSize) {
    this.#source = source;
    this.#buffers = buffers;
    this.#box = box;
    setUpShrinking();
  }

  async read(frame: Frame, layout: BodyLayout): Promise<LoadedImage | ReadFault> {
    const loaded = await this.#source.read(frame, layout);
    if ("readFault" in loaded) return loaded;
    const { buffer, start, end } = loaded;
    const image = buffer.subarray(start, end);
    const shrunk = await this.#semaphore.run(async () => await shrinkImage(image, this.#box));
    if (shrunk === null) return loaded;
    this.#buffers.giveBack(buffer);
    if ("readFault" in shrunk) return shrunk;
    const { bytes, scale } = shrunk;
    const placed = placeImage(this.#buffers, bytes.length, layout);
    bytes.copy(placed.buffer, placed.start);
    return { ...placed, scale };
  }
}
