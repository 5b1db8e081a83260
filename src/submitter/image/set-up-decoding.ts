import sharp from "sharp";

/** One thread per image and nothing kept: the slicer shares the machine's cores. */
export function setUpDecoding(): void {
  sharp.concurrency(1);
  sharp.cache(false);
}
