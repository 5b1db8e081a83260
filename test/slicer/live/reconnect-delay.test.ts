import { expect, test } from "vitest";
import { reconnectDelayMs } from "../../../src/slicer/live/reconnect-delay.ts";

test("a camera that is away is connected to after 1, 2, 4 ... 60 s", () => {
  const delays = [1, 2, 3, 4, 5, 6, 7, 8, 100].map((failures) =>
    reconnectDelayMs("away", failures, 0),
  );
  expect(delays).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
});

test("by chance it is up to a quarter less, and never less than a second", () => {
  expect(reconnectDelayMs("away", 4, 1)).toBe(6000);
  expect(reconnectDelayMs("away", 1, 1)).toBe(1000);
});

test("one that refuses is asked once a minute from the first time on", () => {
  expect(reconnectDelayMs("refused", 1, 0)).toBe(60_000);
});

test("one whose stream has changed is opened anew at once", () => {
  expect(reconnectDelayMs("changed", 3, 0)).toBe(0);
});
