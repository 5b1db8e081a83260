import type { FrameResult } from "../../core/frame/frame-result.ts";
import type { FrameTable } from "../../export/frame-table.ts";
import type { ExportOptions } from "../../options/export-options.ts";
import { findingsIn } from "../../protocols/detections/detections-in.ts";
import { inPixels } from "../../protocols/detections/found.ts";
import { readResults } from "../../results/read-results.ts";
import { EXPORT_FORMATS } from "./export-formats.ts";
import { ImageSizes } from "./image-sizes.ts";
import type { ResultsSet } from "./results-sets.ts";
import { isWanted } from "./wanted-findings.ts";

/**
 * Puts what results say of frames into a table, one result after the other. Frames that were skipped or
 * dropped were not sent, and say nothing.
 *
 * @throws the reason of `signal`, once it is aborted.
 */
export async function loadFrames(
  table: FrameTable,
  { files, framesFolder }: ResultsSet,
  options: ExportOptions,
  signal: AbortSignal,
): Promise<void> {
  const sizes = new ImageSizes(options);
  const needsSize = EXPORT_FORMATS[options.format].needs === "size";
  for (const file of files)
    for await (const result of readResults(file)) {
      signal.throwIfAborted();
      const isDelivered = result.outcome === "delivered";
      if (!isDelivered && result.outcome !== "failed") continue;
      const found = isDelivered ? findingsIn(result) : NOTHING;
      const asksSize = isDelivered && (needsSize || found.areFractions);
      const read = asksSize && result.crop === undefined;
      const size = read ? await sizes.of(result, framesFolder) : (result.crop?.frame ?? null);
      const findings = inPixels(found, size).filter((finding) => isWanted(finding, options));
      table.add({ ...placeOf(result), isDelivered, size, findings, text: null });
    }
}

const NOTHING = { findings: [], areFractions: false };

function placeOf({ source, frame, index, ptsSeconds, recording }: FrameResult) {
  return { source, frame, index, ptsSeconds, ...(recording === undefined ? {} : { recording }) };
}
