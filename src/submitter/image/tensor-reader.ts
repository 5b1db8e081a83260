import { availableParallelism } from "node:os";
import type { Frame } from "../../core/frame/frame.ts";
import type { Crop } from "../../core/image/crop.ts";
import { type PixelTensor, sampleCount, tensorByteLength } from "../../core/image/pixel-tensor.ts";
import type { BodyLayout } from "../../core/service/protocol.ts";
import { Semaphore } from "../../core/concurrency/semaphore.ts";
import { BodyBuffers } from "./body-buffers.ts";
import { decodePixels, type Pixels } from "./decode-pixels.ts";
import type { ReadFault } from "../read-fault.ts";
import {
  ImageReader,
  type ImageOpener,
  type ImageSource,
  type LoadedImage,
  placeImage,
} from "./read-image.ts";
import { samplesIn, tableOf, valuesOf } from "./sample-tables.ts";
import { SampleText } from "./sample-text.ts";
import { setUpDecoding } from "./set-up-decoding.ts";
import { type Samples, writeSamples } from "./write-samples.ts";

/** What tensors are made of. */
export interface TensorSource {
  /** Part of the images; `null` for all of them. @default null */
  readonly crop?: Crop | null;
  /** Source of the images. @default their files */
  readonly open?: ImageOpener;
}

/** Brings the tensors of images instead of the images; the files are only read, as they landed. */
export class TensorReader implements ImageSource {
  readonly #tensor: PixelTensor;
  readonly #crop: Crop | null;
  readonly #buffers: BodyBuffers;
  readonly #files = new BodyBuffers(MAX_AT_ONCE);
  readonly #reader: ImageSource;
  /** More at once than there are cores are no faster, and each holds an image and its pixels. */
  readonly #semaphore = new Semaphore(MAX_AT_ONCE);
  readonly #tables: readonly Samples[];
  readonly #text: SampleText | null;

  /** @param buffers for the tensors. */
  constructor(tensor: PixelTensor, buffers: BodyBuffers, made: TensorSource = {}) {
    const { crop = null, open = (files): ImageSource => new ImageReader(files) } = made;
    this.#reader = open(this.#files);
    const values = valuesOf(tensor);
    this.#tensor = tensor;
    this.#crop = crop;
    this.#buffers = buffers;
    this.#text = tensor.form === "text" ? new SampleText(tensor, values) : null;
    const { datatype } = tensor;
    this.#tables =
      this.#text === null
        ? values.map((row) => tableOf(row, datatype))
        : values.map(() => AS_IT_IS);
    setUpDecoding();
  }

  async read(frame: Frame, layout: BodyLayout): Promise<LoadedImage | ReadFault> {
    return await this.#semaphore.run(async () => await this.#read(frame, layout));
  }

  async #read(frame: Frame, layout: BodyLayout): Promise<LoadedImage | ReadFault> {
    const loaded = await this.#reader.read(frame, IMAGE_ONLY);
    if ("readFault" in loaded) return loaded;
    const { buffer, start, end } = loaded;
    const pixels = await decodePixels(buffer.subarray(start, end), this.#tensor, this.#crop);
    this.#files.giveBack(buffer);
    if ("readFault" in pixels) return pixels;
    const placed =
      this.#text === null
        ? this.#asBytes(pixels, layout)
        : this.#asText(pixels, layout, this.#text);
    return pixels.crop === null ? placed : { ...placed, crop: pixels.crop };
  }

  #asBytes(pixels: Pixels, layout: BodyLayout): LoadedImage {
    const tensor = this.#tensor;
    const placed = placeImage(this.#buffers, tensorByteLength(tensor), aligned(layout));
    const { buffer, start } = placed;
    const target = samplesIn(buffer, start, sampleCount(tensor), tensor.datatype);
    writeSamples(pixels, tensor, this.#tables, target);
    return placed;
  }

  #asText(pixels: Pixels, layout: BodyLayout, text: SampleText): LoadedImage {
    const tensor = this.#tensor;
    const samples = new Uint8Array(sampleCount(tensor));
    writeSamples(pixels, tensor, this.#tables, samples);
    const placed = placeImage(this.#buffers, samples.length * text.maxByteLength, layout);
    return { ...placed, end: text.write(samples, placed.buffer, placed.start) };
  }
}

const MAX_AT_ONCE = availableParallelism();
const IMAGE_ONLY = { imageAs: "bytes", maxHeadBytes: 0, maxTailBytes: 0 } as const;
const AS_IT_IS = Uint8Array.from({ length: 256 }, (_, value) => value);

/** So that numbers of four bytes can be written in place. */
function aligned(layout: BodyLayout): BodyLayout {
  return { ...layout, maxHeadBytes: Math.ceil(layout.maxHeadBytes / 4) * 4 };
}
