import type { Frame } from "../../core/frame/frame.ts";
import type { Detection } from "../../core/frame/predictions.ts";
import { type CroppedPart, inWholeFrame } from "../../core/frame/cropped-part.ts";
import type { SendResult } from "../send-result.ts";

/** Factors by which one image is larger than another. */
export interface Scale {
  readonly x: number;
  readonly y: number;
}

/** What of a frame was sent. */
export interface SentImage {
  /** Factors by which the image is larger, where a smaller copy of it was sent. */
  readonly scale?: Scale;
  /** The part that was cut out of the image. */
  readonly crop?: CroppedPart;
}

/** Places that a service found in a part of a frame, or in a smaller copy, as they are in the frame itself. */
export function inFramePixels(
  result: SendResult,
  { scale, crop }: SentImage,
  frame: Pick<Frame, "crop">,
): SendResult {
  const { verdict } = result;
  if (verdict.kind !== "accepted") return result;
  const part = crop ?? scaledPart(frame.crop, scale);
  if (part !== undefined) {
    const placed =
      verdict.predictions && placedIn(verdict.predictions, (box) => inWholeFrame(box, part));
    return {
      ...result,
      verdict: { ...verdict, crop: part, ...(placed && { predictions: placed }) },
    };
  }
  if (scale === undefined || verdict.predictions?.detections === undefined) return result;
  const predictions = placedIn(verdict.predictions, (box) => scaled(box, scale));
  return { ...result, verdict: { ...verdict, predictions } };
}

type Predictions = { readonly detections?: readonly Detection[] };
type Box = Detection["box"];

function placedIn<Found extends Predictions>(found: Found, place: (box: Box) => Box): Found {
  if (found.detections === undefined) return found;
  const detections = found.detections.map(({ box, ...rest }) => ({ ...rest, box: place(box) }));
  return { ...found, detections };
}

/** A part that was made smaller once more. */
function scaledPart(part: CroppedPart | undefined, scale?: Scale): CroppedPart | undefined {
  if (part === undefined || scale === undefined) return part;
  const { width, height } = part.sent;
  const sent = { width: Math.round(width / scale.x), height: Math.round(height / scale.y) };
  return { ...part, sent };
}

function scaled({ x, y, width, height }: Box, scale: Scale): Box {
  return {
    ...{ x: x * scale.x, y: y * scale.y },
    ...{ width: width * scale.x, height: height * scale.y },
  };
}
