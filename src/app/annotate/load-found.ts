import { onPicture } from "../../core/frame/cropped-part.ts";
import type { Finding } from "../../core/frame/predictions.ts";
import type { PixelSize } from "../../core/image/image-size.ts";
import type { FrameResult } from "../../core/frame/frame-result.ts";
import type { FrameTable } from "../../export/frame-table.ts";
import type { AnnotateOptions } from "../../options/annotate-options.ts";
import { findingsIn } from "../../protocols/detections/detections-in.ts";
import { inPixels } from "../../protocols/detections/found.ts";
import { readResults } from "../../results/read-results.ts";
import { isWanted } from "../export/wanted-findings.ts";

/** Size of the image of a result; `null` if unknown. */
export type SizeOf = (result: FrameResult) => Promise<PixelSize | null>;

/** How findings are read. */
export interface FoundParts {
  readonly options: AnnotateOptions;
  /** Asked only for boxes that are fractions of their image. */
  readonly sizeOf: SizeOf;
  /** True if it is drawn on the images themselves, which may show a part of their frame. */
  readonly drawsOnImages: boolean;
}

/**
 * Puts what was found in delivered frames into a table, one result after the other.
 *
 * @throws the reason of `signal`, once it is aborted.
 */
export async function loadFound(
  table: FrameTable,
  files: readonly string[],
  { options, sizeOf, drawsOnImages }: FoundParts,
  signal: AbortSignal,
): Promise<void> {
  for (const file of files)
    for await (const result of readResults(file)) {
      signal.throwIfAborted();
      if (result.outcome !== "delivered" && result.outcome !== "failed") continue;
      const isDelivered = result.outcome === "delivered";
      const found = isDelivered ? findingsIn(result) : NOTHING;
      const size = found.areFractions ? await sizeOf(result) : null;
      const shown = inPixels(found, size).filter((finding) => isWanted(finding, options));
      const findings = drawsOnImages ? onImage(shown, result) : shown;
      const { source, frame, index, ptsSeconds, predictions, crop } = result;
      const text = predictions?.text ?? null;
      const isUpright = crop?.image === "whole";
      const facts = { isDelivered, size, findings, text, isUpright };
      table.add({ source, frame, index, ptsSeconds, ...facts });
    }
}

/** In the pixels of the image, where that is a part of the frame. */
function onImage(findings: readonly Finding[], { crop }: FrameResult): readonly Finding[] {
  if (crop?.image !== "part") return findings;
  const picture = { size: crop.sent, shows: "part" } as const;
  return findings.map(({ box, ...rest }) => ({
    ...rest,
    box: box && onPicture(box, crop, picture),
  }));
}

const NOTHING = { findings: [], areFractions: false };
