import { expect, test } from "vitest";
import { UnsettledFrames } from "../../src/core/unsettled-frames.ts";

const never = new AbortController().signal;

test("a source without frames has no changed frames to wait for", async () => {
  expect(await new UnsettledFrames().haveChanged(never)).toBe(false);
});

test("the changed frames are known when the last frame's outcome is", async () => {
  const frames = new UnsettledFrames();
  for (let count = 0; count < 3; count += 1) frames.land();
  let answer: boolean | null = null;
  const asking = frames.haveChanged(never).then((changed) => (answer = changed));
  frames.settle(true);
  frames.settle(false);
  await new Promise((resolve) => setImmediate(resolve));
  expect(answer).toBeNull();
  frames.settle(false);
  await asking;
  expect(answer).toBe(true);
});

test("a changed frame is handed out once", async () => {
  const frames = new UnsettledFrames();
  frames.land();
  frames.settle(true);
  expect(await frames.haveChanged(never)).toBe(true);
  expect(await frames.haveChanged(never)).toBe(false);
});

test("an abort ends the wait for changed frames, and then nothing has to be looked at again", async () => {
  const frames = new UnsettledFrames();
  frames.land();
  frames.land();
  frames.settle(true);
  const controller = new AbortController();
  const asking = frames.haveChanged(controller.signal);
  controller.abort();
  expect(await asking).toBe(false);
  expect(await frames.haveChanged(AbortSignal.abort())).toBe(false);
});
