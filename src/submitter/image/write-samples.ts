import type { PixelTensor } from "../../core/image/pixel-tensor.ts";
import type { Pixels } from "./decode-pixels.ts";

/** Numbers of a tensor; FP16 as its bits. */
export type Samples = Uint8Array | Uint16Array | Float32Array;

/** Places of the samples of one channel: the first one, and the step to the next ones. */
interface Channel<Type extends Samples> {
  readonly samples: Type;
  readonly first: number;
  readonly step: number;
}

/**
 * Writes the pixels of an image as the numbers of a tensor, in its order: 1.4 ms for 640x640 and FP32,
 * where the image has taken 20 ms to decode. Three further passes through sharp would take 32.
 *
 * @param tables the numbers for the values of a pixel, 0 to 255: a table for each channel of the tensor.
 */
export function writeSamples(
  pixels: Pixels,
  { channels, layout }: Pick<PixelTensor, "channels" | "layout">,
  tables: readonly Samples[],
  target: Samples,
): void {
  const sources = channels === "gray" ? [grayOf(pixels)] : colorsOf(pixels, channels);
  const area = target.length / sources.length;
  for (const [place, source] of sources.entries()) {
    const isPlanar = layout === "nchw";
    const first = isPlanar ? place * area : place;
    const into = { samples: target, first, step: isPlanar ? 1 : sources.length };
    translate(source, into, tables[place] as Samples, area);
  }
}

function translate(
  from: Channel<Uint8Array>,
  to: Channel<Samples>,
  table: Samples,
  count: number,
): void {
  const { samples: source, step: stride } = from;
  const { samples: target, step } = to;
  for (let left = count, at = from.first, place = to.first; left > 0; left -= 1) {
    target[place] = table[source[at] as number] as number;
    at += stride;
    place += step;
  }
}

/** Red, green, blue or the other way round; those of a gray image are alike. */
function colorsOf(
  { samples, channels: step }: Pixels,
  order: "rgb" | "bgr",
): readonly Channel<Uint8Array>[] {
  const rgb = [0, 1, 2].map((first) => ({ samples, first: step < 3 ? 0 : first, step }));
  return order === "rgb" ? rgb : rgb.toReversed();
}

/** Luma as OpenCV reckons it, in parts of 32,768 (ITU-R BT.601). */
function grayOf({ samples, channels: step }: Pixels): Channel<Uint8Array> {
  if (step < 3) return { samples, first: 0, step };
  const gray = new Uint8Array(samples.length / step);
  for (let place = 0, at = 0; place < gray.length; place += 1, at += step) {
    const luma =
      (samples[at] as number) * 9798 +
      (samples[at + 1] as number) * 19_235 +
      (samples[at + 2] as number) * 3735;
    gray[place] = (luma + 16_384) >> 15;
  }
  return { samples: gray, first: 0, step: 1 };
}
