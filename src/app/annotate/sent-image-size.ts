import type { PixelSize } from "../../core/image/image-size.ts";
import { readResults } from "../../results/read-results.ts";
import { ImageSizes } from "../export/image-sizes.ts";
import type { ResultsSet } from "../export/results-sets.ts";

/**
 * Size of the images of a video in whose pixels boxes count: of the whole picture if a part of it was sent, else of the
 * images if some of them are still there; else `null`.
 */
export async function sentImageSize(
  { files, framesFolder }: ResultsSet,
  signal: AbortSignal,
): Promise<PixelSize | null> {
  const sizes = new ImageSizes({ images: null, imageSize: null });
  let tried = 0;
  for (const file of files)
    for await (const result of readResults(file)) {
      signal.throwIfAborted();
      if (result.crop !== undefined) return result.crop.frame;
      const size = framesFolder === null ? null : await sizes.of(result, framesFolder);
      if (size !== null || ++tried === MAX_TRIES) return size;
    }
  return null;
}

/** Images that are gone are usually gone together. */
const MAX_TRIES = 20;
