import { stat } from "node:fs/promises";
import type { FrameResult } from "../core/frame/frame-result.ts";
import { isSystemError } from "../core/files/system-error.ts";
import type { GapLine } from "./gap-stats.ts";
import { isMotionType } from "./motion-line.ts";
import { readLines } from "./read-lines.ts";
import { noResultsLine, unreadableResults } from "./results-fault.ts";

/**
 * The results in a file, one after the other, so that files of any size can be read. Half a line at the end
 * is left out: a run is writing it, or a crash has cut it off.
 *
 * @param onGap called with each gap of a camera, which is no result.
 * @throws FrameferryError `ERR_RESULTS_UNREADABLE` for a file that cannot be read, and for a line that is no
 *   result.
 */
export async function* readResults(
  path: string,
  onGap: (gap: GapLine) => void = () => {},
): AsyncIterable<FrameResult> {
  try {
    const { size } = await stat(path);
    for await (const line of readLines(path, size)) {
      if (line.text.trim() === "") continue;
      const result = resultIn(line.text);
      if (result === MOTION) continue;
      if (result !== null && "gapMs" in result) onGap(result);
      else if (result !== null) yield result;
      else if (line.isWhole) throw noResultsLine(path, line.number);
    }
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    throw unreadableResults(path, cause);
  }
}

/** Stands for a line about a motion, which is no result. */
const MOTION = "motion";

/** `null` for anything but a line that a run has written. */
function resultIn(text: string): FrameResult | GapLine | typeof MOTION | null {
  try {
    const line = JSON.parse(text) as Partial<
      Record<keyof FrameResult | keyof GapLine, unknown>
    > | null;
    if (line?.type === "gap") return isGap(line) ? (line as unknown as GapLine) : null;
    if (isMotionType(line?.type)) return typeof line?.source === "string" ? MOTION : null;
    const words = [line?.source, line?.frame, line?.outcome];
    if (line === null || !words.every((word) => typeof word === "string")) return null;
    if (line.crop !== undefined && !isCrop(line.crop)) return null;
    return arePredictions(line.predictions) ? ({ ...NOTHING, ...line } as FrameResult) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** False for what no run has written. */
function isGap({ source, reason, gapMs }: Partial<Record<keyof GapLine, unknown>>): boolean {
  return [source, reason].every((word) => typeof word === "string") && Number.isFinite(gapMs);
}

/** False for what no run has written: boxes are placed by it. */
function isCrop(crop: unknown): boolean {
  if (!isObject(crop)) return false;
  const { frame, sent, ...part } = crop as Record<string, unknown>;
  const arePositive = [part, frame, sent].every(
    (size) => isObject(size) && isPositive(size, "width") && isPositive(size, "height"),
  );
  return arePositive && Number.isFinite(part["x"]) && Number.isFinite(part["y"]);
}

function isPositive(size: unknown, side: "width" | "height"): boolean {
  return Number((size as Record<string, unknown>)[side]) > 0;
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
