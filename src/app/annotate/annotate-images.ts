import { resolve } from "node:path";
import { option } from "../../core/option-spelling.ts";
import { FrameferryError } from "../../core/errors.ts";
import { formatCount } from "../../core/text/format-count.ts";
import { FileNames } from "../../export/file-names.ts";
import { imagePath, ImageSizes } from "../export/image-sizes.ts";
import { type FolderFile, writeFolder } from "../export/write-export.ts";
import { checkOutputs, IMAGES } from "../paths/check-outputs.ts";
import type { AnnotateReport } from "./annotate-report.ts";
import { type Annotation, foundFrames, type FoundFrames } from "./annotation.ts";
import { drawnImage, outputName } from "./drawn-image.ts";
import type { SizeOf } from "./load-found.ts";

/** Draws what was found on the images of a folder, or of a list. @throws FrameferryError, and the reason of the signal. */
export async function annotateImages(work: Annotation, isList: boolean): Promise<AnnotateReport> {
  const { options, set } = work;
  const { source, output, imageSize } = options;
  const folder = isList ? null : source;
  const named = { flag: option("output"), path: output, kind: "folder" } as const;
  const folders = folder === null ? [] : [folder];
  checkOutputs([named], { files: set.files, folders, frames: IMAGES });
  const sizes = new ImageSizes({ images: folder, imageSize });
  const sizeOf: SizeOf = async (result) => await sizes.of(result, folder);
  const found = await foundFrames(work, { sizeOf, drawsOnImages: true }, isList);
  const counts = new ImageCounts();
  await writeFolder(output, drawnImages(found, work, { folder, counts }));
  return {
    ...{ output: resolve(output), isVideo: false, frames: counts.written },
    ...{ results: counts.results, failed: counts.failed },
    ...{ drawn: counts.drawn, detections: counts.detections, missing: counts.missing },
    warnings: counts.warnings,
  };
}

class ImageCounts {
  written = 0;
  results = 0;
  drawn = 0;
  detections = 0;
  missing = 0;
  failed = 0;
  readonly warnings: string[] = [];
  /** Why the first one was left out; empty if none was. */
  example = "";

  miss(why: string): void {
    if (this.missing === 0) this.example = why;
    this.missing += 1;
  }

  /** Says at the end what was left out. */
  close(): void {
    if (this.missing === 0) return;
    const left = formatCount(this.missing, "image with a result is", "images with a result are");
    this.warnings.push(`${left} left out: ${this.example}`);
  }
}

/** @throws FrameferryError if none of them could be drawn on. */
async function* drawnImages(
  { frames, names }: FoundFrames,
  { options, listen, signal }: Annotation,
  { folder, counts }: { readonly folder: string | null; readonly counts: ImageCounts },
): AsyncIterable<FolderFile> {
  const fileNames = new FileNames(folder === null ? names : new Map());
  for (const frame of frames()) {
    const drawn = await drawnImage(imagePath(frame, folder), frame, options.imageSize);
    signal.throwIfAborted();
    if (frame.isDelivered) counts.results += 1;
    if ("problem" in drawn) {
      // What was refused because it is no image has not gone.
      if (frame.isDelivered || drawn.isFileMissing) counts.miss(drawn.problem);
      else counts.failed += 1;
      continue;
    }
    counts.written += 1;
    counts.detections += frame.findings.length;
    if (frame.findings.length > 0 || frame.text !== null) counts.drawn += 1;
    listen({ frames: counts.written, expected: null });
    yield { path: outputName(fileNames.of(frame)), text: drawn.image };
  }
  if (counts.written === 0) throw nothingDrawn(options.source, counts);
  counts.close();
}

function nothingDrawn(source: string, { example, missing, failed }: ImageCounts): FrameferryError {
  if (missing === 0 && failed > 0)
    return new FrameferryError({
      code: "ERR_SOURCE_UNREADABLE",
      kind: "source",
      message: `no image of ${source} could be annotated: ${formatCount(failed, "frame")} failed, and what was sent is no image`,
      remedy: "look at what is in these files",
    });
  const why = example === "" ? "the results name none" : example;
  return new FrameferryError({
    code: "ERR_SOURCE_MISSING",
    kind: "source",
    message: `no image of ${source} could be annotated: ${why}`,
    remedy:
      "put the images back to where they were when they were sent, or name the folder that they are in now",
  });
}
