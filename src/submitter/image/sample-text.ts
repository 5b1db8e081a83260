import { channelCount, type PixelTensor } from "../../core/image/pixel-tensor.ts";

/** Writes samples of 8 bits as numbers in text, for a service that takes tensors in JSON only. */
export class SampleText {
  readonly #channels: number;
  readonly #isPlanar: boolean;
  /** For each channel, the text of each value, and a comma. */
  readonly #texts: readonly (readonly Uint8Array[])[];

  /** @param values the number that each value of a pixel becomes, for each channel. */
  constructor(
    { channels, layout }: Pick<PixelTensor, "channels" | "layout">,
    values: readonly (readonly number[])[],
  ) {
    this.#channels = channelCount(channels);
    this.#isPlanar = layout === "nchw";
    this.#texts = values.map((row) => row.map((value) => Buffer.from(`${inText(value)},`)));
  }

  /** Bytes of the longest number, with its comma. */
  get maxByteLength(): number {
    return Math.max(...this.#texts.flat().map(({ length }) => length));
  }

  /** @param samples in the order of the tensor. @returns where the text ends, without a last comma. */
  write(samples: Uint8Array, target: Uint8Array, start: number): number {
    const area = samples.length / this.#channels;
    let at = start;
    for (const [place, sample] of samples.entries()) {
      const channel = this.#isPlanar ? Math.floor(place / area) : place % this.#channels;
      const text = this.#texts[channel]?.[sample] as Uint8Array;
      for (let index = 0; index < text.length; index += 1) target[at++] = text[index] as number;
    }
    return at - 1;
  }
}

/** The shortest text that any reader takes for the same number of FP32: nine digits tell two of them apart. */
function inText(value: number): string {
  return String(Number(Math.fround(value).toPrecision(9)));
}
