import { expect, test } from "vitest";
import { HeldLimits } from "../../../src/app/services/limit-durations.ts";

test("the limit that a run keeps is the one that it held longest, and not its last move", () => {
  const limits = new HeldLimits(4, 0);
  for (const [limit, atMs] of [
    [8, 200],
    [6, 1500],
    [16, 15_800],
    [32, 17_700],
  ] as const)
    limits.move(limit, atMs);
  expect(limits.longest(20_000)).toBe(6);
});

test("a limit that a service has become fit for counts more than one of long ago", () => {
  const limits = new HeldLimits(4, 0);
  for (const [limit, atMs] of [
    [8, 1000],
    [20, 101_000],
    [25, 104_000],
    [32, 108_000],
  ] as const)
    limits.move(limit, atMs);
  expect(limits.longest(130_000)).toBe(32);
});

test("a limit that has never moved is held", () => {
  expect(new HeldLimits(4, 0).longest(10)).toBe(4);
});
