import { expect, test } from "vitest";
import { idempotencyKeyOf } from "../../src/core/idempotency-key.ts";
import { sampleFrame } from "./sample-frame.ts";

test("a frame has the same key wherever it is seen again, and another one once it has changed", () => {
  const frame = sampleFrame();
  const key = idempotencyKeyOf(frame);
  expect(key).toMatch(/^[0-9a-f]{32}$/);
  expect(idempotencyKeyOf({ ...frame, landedAtMs: 5, index: 9 })).toBe(key);
  for (const change of [
    { source: "other.mp4" },
    { relativePath: "other.jpg" },
    { byteLength: 5 },
    { modifiedAtMs: 1 },
  ])
    expect(idempotencyKeyOf({ ...frame, ...change })).not.toBe(key);
});
