import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { answerOfFfmpeg } from "../../../src/app/sources/slow-ffmpeg.ts";
import type { RunEvent } from "../../../src/core/events/run-event.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("who waits for a slow ffmpeg is told so, once", async () => {
  const events: RunEvent[] = [];
  const { promise, resolve } = Promise.withResolvers<string>();
  const answer = answerOfFfmpeg(promise, (event) => events.push(event));
  await vi.advanceTimersByTimeAsync(4900);
  expect(events).toEqual([]);
  await vi.advanceTimersByTimeAsync(30_000);
  const message = "ffmpeg has not answered for 5 s; waiting for it";
  expect(events).toEqual([{ type: "warningRaised", message }]);
  resolve("found");
  expect(await answer).toBe("found");
});

test("one that answers or fails in time is not told of", async () => {
  const events: RunEvent[] = [];
  const fails = answerOfFfmpeg(Promise.reject(new Error("none")), (event) => events.push(event));
  await expect(fails).rejects.toThrow("none");
  await answerOfFfmpeg(Promise.resolve(), (event) => events.push(event));
  await vi.advanceTimersByTimeAsync(30_000);
  expect(events).toEqual([]);
});
