import type { Detection } from "../../core/normalised.ts";
import type { SendResult } from "../send-result.ts";

/** How many times larger one image is than another. */
export interface Scale {
  readonly x: number;
  readonly y: number;
}

/** Places that a service found in a smaller copy, as they are in the frame itself. */
export function inFramePixels(sending: SendResult, scale: Scale | undefined): SendResult {
  const { verdict } = sending;
  if (scale === undefined || verdict.kind !== "accepted") return sending;
  const { normalised } = verdict;
  if (normalised?.detections === undefined) return sending;
  const detections = normalised.detections.map((detection) => scaled(detection, scale));
  return { ...sending, verdict: { ...verdict, normalised: { ...normalised, detections } } };
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
