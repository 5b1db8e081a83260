import type { FrameResult } from "../../core/frame/frame-result.ts";
import type { Finding } from "../../core/frame/predictions.ts";
import type { PixelSize } from "../../core/image/image-size.ts";
import { deepstackShape } from "./deepstack-shape.ts";
import { type AnswerShape, type Found, inPixels, inWhole } from "./found.ts";
import { plainShape } from "./plain-shape.ts";
import { predictionsShape } from "./predictions-shape.ts";
import { roboflowShape } from "./roboflow-shape.ts";
import { tensorflowShape } from "./tensorflow-shape.ts";
import { ultralyticsShape } from "./ultralytics-shape.ts";

/** The answer to a frame, as its results line has it. */
export type AnswerOfFrame = Pick<FrameResult, "predictions" | "response" | "crop">;

/** Forms of answers, the more particular first. */
const SHAPES: readonly AnswerShape[] = [
  deepstackShape,
  roboflowShape,
  ultralyticsShape,
  tensorflowShape,
  plainShape,
];

/**
 * What a service found in a frame: by the predictions of its protocol, or else by the form of its answer.
 *
 * @param imageSize size of the frame, which boxes need that are fractions of it. @default null
 */
export function detectionsIn(
  answer: AnswerOfFrame,
  imageSize: PixelSize | null = null,
): readonly Finding[] {
  return inPixels(findingsIn(answer), imageSize);
}

/** The same, before the size of the image is known. If a part of the frame was sent, boxes are pixels of the whole. */
export function findingsIn({ predictions, response, crop }: AnswerOfFrame): Found {
  if (predictions !== null) return predictionsShape(predictions);
  const found = foundIn(response);
  return crop === undefined ? found : inWhole(found, crop);
}

function foundIn(response: unknown): Found {
  for (const shape of SHAPES) {
    const found = shape(response);
    if (found !== null) return found;
  }
  return { findings: [], areFractions: false };
}
