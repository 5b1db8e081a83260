import type { LumaPicture } from "./luma-picture.ts";

/**
 * What a camera shows where nothing moves: each pixel is the median of samples, one of each second, of the latest nine
 * seconds of which there are frames. So what passes by leaves no trace, what stays belongs to it after some five
 * seconds, and light that changes slowly is followed.
 *
 * It depends on these frames alone, and a second begins with a whole number: so it comes out the same in a run that
 * goes on.
 */
export class Background {
  #samples: Uint8Array[] = [];
  #second = Number.NaN;
  #values: Uint8Array | null = null;

  /** The background before this picture, which is then taken into account; `null` for the first one. */
  before({ values }: LumaPicture, seconds: number): Uint8Array | null {
    const background = this.#values;
    const second = Math.floor(seconds);
    if (second === this.#second) return background;
    this.#second = second;
    this.#samples = [...this.#samples.slice(1 - MAX_SAMPLES), values];
    // The median of an even number would be one of two.
    const samples = this.#samples.slice(1 - (this.#samples.length % 2));
    this.#values = samples.length === 1 ? values : medians(samples);
    return background;
  }
}

function medians(samples: readonly Uint8Array[]): Uint8Array {
  const [{ length }] = samples as readonly [Uint8Array];
  const values = new Uint8Array(length);
  const middle = (samples.length - 1) / 2;
  const sorted = new Uint8Array(samples.length);
  for (let position = 0; position < length; position += 1) {
    for (let at = 0; at < samples.length; at += 1) sorted[at] = samples[at]?.[position] ?? 0;
    values[position] = sorted.toSorted()[middle] ?? 0;
  }
  return values;
}

const MAX_SAMPLES = 9;
