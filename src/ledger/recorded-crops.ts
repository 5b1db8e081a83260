import type { CroppedPart } from "../core/frame/cropped-part.ts";

/** What the images of a slice show from an index on; `null` for the whole picture. */
export interface RecordedCrop {
  readonly fromIndex: number;
  readonly crop: CroppedPart | null;
}

/** The same list with what holds from an index on, if that is anything new. */
export function withCrop(
  crops: readonly RecordedCrop[],
  fromIndex: number,
  crop: CroppedPart | null,
): readonly RecordedCrop[] {
  const earlier = crops.filter((each) => each.fromIndex < fromIndex);
  const isKnown = JSON.stringify(earlier.at(-1)?.crop ?? null) === JSON.stringify(crop);
  return isKnown ? earlier : [...earlier, { fromIndex, crop }].slice(-MAX_CROPS);
}

/** What the image of this index shows; `null` for the whole picture. */
export function cropAt(crops: readonly RecordedCrop[], index: number): CroppedPart | null {
  return crops.findLast(({ fromIndex }) => fromIndex <= index)?.crop ?? null;
}

/** A camera whose picture changes its size with each connection is forgotten at some time. */
const MAX_CROPS = 1000;
