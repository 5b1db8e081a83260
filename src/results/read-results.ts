import { stat } from "node:fs/promises";
import type { FrameResult } from "../core/frame/frame-result.ts";
import { isSystemError } from "../core/files/system-error.ts";
import { readLines } from "./read-lines.ts";
import { noResultsLine, unreadableResults } from "./results-fault.ts";

/**
 * The results in a file, one after the other, so that files of any size can be read. Half a line at the end
 * is left out: a run is writing it, or a crash has cut it off.
 *
 * @throws FrameferryError `ERR_RESULTS_UNREADABLE` for a file that cannot be read, and for a line that is no
 *   result.
 */
export async function* readResults(path: string): AsyncIterable<FrameResult> {
  try {
    const { size } = await stat(path);
    for await (const line of readLines(path, size)) {
      if (line.text.trim() === "") continue;
      const result = resultIn(line.text);
      if (result !== null) yield result;
      else if (line.isWhole) throw noResultsLine(path, line.number);
    }
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    throw unreadableResults(path, cause);
  }
}

/** `null` for anything but a result. */
function resultIn(text: string): FrameResult | null {
  try {
    const line = JSON.parse(text) as Partial<Record<keyof FrameResult, unknown>> | null;
    const words = [line?.source, line?.frame, line?.outcome];
    if (line === null || !words.every((word) => typeof word === "string")) return null;
    return arePredictions(line.predictions) ? ({ ...NOTHING, ...line } as FrameResult) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** False for what no run has written: whoever reads predictions relies on their form. */
function arePredictions(predictions: unknown): boolean {
  if (predictions === null || predictions === undefined) return true;
  const { detections = [], classes = [] } = predictions as Record<string, unknown>;
  if (!Array.isArray(detections) || !Array.isArray(classes)) return false;
  return [...detections.map((each: unknown) => hasBox(each)), ...classes.map(isObject)].every(
    Boolean,
  );
}

function hasBox(detection: unknown): boolean {
  return isObject(detection) && isObject((detection as Record<string, unknown>)["box"]);
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

/** Fields that another tool may have left out. */
const NOTHING: Partial<FrameResult> = {
  index: null,
  ptsSeconds: null,
  response: null,
  predictions: null,
};
