import { expect, test } from "vitest";
import { PendingFrames } from "../../../src/core/frame/pending-count.ts";

const never = new AbortController().signal;

test("a source without frames has no changed frames to wait for", async () => {
  expect(await new PendingFrames().finishedWithChanges(never)).toBe(false);
});

test("the changed frames are known when the last frame's outcome is", async () => {
  const frames = new PendingFrames();
  for (let count = 0; count < 3; count += 1) frames.land();
  let answer: boolean | null = null;
  const asking = frames.finishedWithChanges(never).then((changed) => (answer = changed));
  frames.finish(true);
  frames.finish(false);
  await new Promise((resolve) => setImmediate(resolve));
  expect(answer).toBeNull();
  frames.finish(false);
  await asking;
  expect(answer).toBe(true);
});

test("a changed frame is handed out once", async () => {
  const frames = new PendingFrames();
  frames.land();
  frames.finish(true);
  expect(await frames.finishedWithChanges(never)).toBe(true);
  expect(await frames.finishedWithChanges(never)).toBe(false);
});

test("an abort ends the wait for changed frames, and then nothing has to be looked at again", async () => {
  const frames = new PendingFrames();
  frames.land();
  frames.land();
  frames.finish(true);
  const controller = new AbortController();
  const asking = frames.finishedWithChanges(controller.signal);
  controller.abort();
  expect(await asking).toBe(false);
  expect(await frames.finishedWithChanges(AbortSignal.abort())).toBe(false);
});
