import { expect, test } from "vitest";
import type { Predictions } from "../../../src/core/frame/predictions.ts";
import { inFramePixels } from "../../../src/submitter/image/place-detections.ts";
import type { SendResult } from "../../../src/submitter/send-result.ts";

const SCALE = { x: 2, y: 3 };
const CLASSES = [{ label: "cat", confidence: null }];

function accepted(predictions?: Predictions): SendResult {
  const verdict = { kind: "accepted", status: 200, response: "as it came" } as const;
  return {
    verdict: predictions === undefined ? verdict : { ...verdict, predictions },
    fault: null,
  };
}

test("a box in a smaller copy is given in pixels of the frame, in each direction by itself", () => {
  const found = { label: "cat", confidence: 0.5 };
  const small = { ...found, box: { x: 1, y: 2, width: 10, height: 20.5 } };
  const large = { ...found, box: { x: 2, y: 6, width: 20, height: 61.5 } };
  const sending = accepted({ detections: [small, small], classes: CLASSES });
  expect(inFramePixels(sending, { scale: SCALE }, {})).toEqual(
    accepted({ detections: [large, large], classes: CLASSES }),
  );
  expect(inFramePixels(sending, {}, {})).toBe(sending);
});

test("a finding without a box stays as it is in a smaller copy", () => {
  const broken = { kind: "transientError", status: 500, response: null, reason: "why" } as const;
  for (const sending of [
    accepted(),
    accepted({ text: "a cat" }),
    accepted({ classes: CLASSES }),
    { verdict: broken, fault: null },
  ])
    expect(inFramePixels(sending, { scale: SCALE }, {})).toBe(sending);
});
