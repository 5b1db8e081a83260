import type { Detection } from "../../core/frame/predictions.ts";
import type { SendResult } from "../send-result.ts";

/** Factors by which one image is larger than another. */
export interface Scale {
  readonly x: number;
  readonly y: number;
}

/** Places that a service found in a smaller copy, as they are in the frame itself. */
export function inFramePixels(result: SendResult, scale: Scale | undefined): SendResult {
  const { verdict } = result;
  if (scale === undefined || verdict.kind !== "accepted") return result;
  const { predictions: normalized } = verdict;
  if (normalized?.detections === undefined) return result;
  const detections = normalized.detections.map((detection) => scaled(detection, scale));
  return { ...result, verdict: { ...verdict, predictions: { ...normalized, detections } } };
}

function scaled({ box, ...found }: Detection, scale: Scale): Detection {
  const { x, y, width, height } = box;
  return {
    ...found,
    box: {
      ...{ x: x * scale.x, y: y * scale.y },
      ...{ width: width * scale.x, height: height * scale.y },
    },
  };
}
