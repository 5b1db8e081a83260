import { readFile } from "node:fs/promises";
import { FrameferryError } from "../../core/errors.ts";
import { isSystemError } from "../../core/files/system-error.ts";
import { option } from "../../core/option-spelling.ts";
import type { PreviewOptions } from "../../options/preview-options.ts";
import { scalePicture } from "../../pictures/scale-picture.ts";
import type { SheetFrame } from "../../report/sheet/sheet-facts.ts";
import { cropOf } from "../services/choose-image-reader.ts";
import { cropRules } from "../sources/frame-rules.ts";
import { motionRules, similarRules } from "../sources/left-out-words.ts";
import { CroppedImages } from "./cropped-images.ts";
import { estimate } from "./estimate.ts";
import { NOT_WHOLE } from "./frame-tally.ts";
import type { ImagePaths } from "./image-paths.ts";
import { judgeImages, type TalliedImage } from "./judge-images.ts";
import { pictureBounds } from "./picture-bounds.ts";
import type { Previewed, PreviewParties } from "./preview-parties.ts";

/** Counts the images that `send` would send, and takes pictures of some. */
export async function previewImages(
  paths: ImagePaths,
  options: PreviewOptions,
  { listen, signal }: PreviewParties,
): Promise<Previewed> {
  const judged = await judgeImages(paths, options, { listen, signal });
  const { tally, sentBytes, warnings, problems } = judged;
  if (tally.count === 0) throw noImage(options.sources, problems);
  const shown = tally.shown(options.maxFrames);
  const frames: SheetFrame[] = [];
  const cropped = new CroppedImages(cropOf(options.crop));
  for (const image of shown) {
    signal.throwIfAborted();
    listen({ stage: "pictures", done: frames.length, expected: shown.length });
    frames.push(await sheetFrame(image, shown.length, cropped));
  }
  const rules = [...cropRules(options), ...similarRules(options), ...motionRules(options)];
  const measured = cropped.measured ?? { count: tally.sent, bytes: sentBytes };
  return {
    rules: rules.map(({ words }) => words),
    ...{ sent: tally.sent, skippedBy: tally.skippedBy, frames },
    estimate: estimate(tally.sent, measured, options),
    ...{
      warnings: [...problems, ...warnings, ...cropped.warnings],
      complete: problems.length === 0,
    },
  };
}

async function sheetFrame(
  { name, ptsSeconds, leftOutBy, path }: TalliedImage,
  shown: number,
  cropped: CroppedImages,
): Promise<SheetFrame> {
  const read = await readFile(path).catch((error: unknown) => {
    if (isSystemError(error)) return null;
    throw error;
  });
  const image =
    read === null || leftOutBy === NOT_WHOLE
      ? read
      : await cropped.take({ name: name ?? path, isSent: leftOutBy === null }, read);
  const picture = image === null ? null : await scalePicture(image, pictureBounds(shown));
  return { name, ptsSeconds, leftOutBy, jpeg: picture?.jpeg ?? null };
}

function noImage(sources: readonly string[], problems: readonly string[]): FrameferryError {
  return new FrameferryError({
    code: "ERR_SOURCE_MISSING",
    kind: "source",
    message: problems[0] ?? `there is no image in ${sources.join(", ")}`,
    remedy: `name a folder with images, or say with ${option("match")} which files are images`,
  });
}
