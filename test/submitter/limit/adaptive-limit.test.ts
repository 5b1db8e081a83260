import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AdaptiveLimit } from "../../../src/submitter/limit/adaptive-limit.ts";
import type { RequestOutcome } from "../../../src/submitter/faults.ts";

const OUTCOMES: readonly RequestOutcome[] = [
  "answered",
  "unavailable",
  "timeout",
  "transientError",
];

const anyRequest = fc.record({
  gapMs: fc.double({ min: 0, max: 300, noNaN: true }),
  outcome: fc.constantFrom(...OUTCOMES, null),
  isFrameWaiting: fc.boolean(),
});

describe("the adaptive limit", () => {
  test("stays between 1 and its maximum, whatever happens", () => {
    const runs = fc.array(anyRequest, { minLength: 1, maxLength: 2000, size: "max" });
    const cases = fc.property(fc.integer({ min: 1, max: 300 }), runs, (max, requests) => {
      const limit = new AdaptiveLimit(max);
      const starts: number[] = [];
      let nowMs = 0;
      for (const { gapMs, outcome, isFrameWaiting } of requests) {
        for (; starts.length < limit.limit; starts.push(nowMs)) limit.requestStarted(nowMs);
        nowMs += gapMs;
        const startedMs = starts.shift() ?? nowMs;
        if (outcome === null) limit.requestLost(nowMs);
        else limit.requestEnded({ startedMs, endedMs: nowMs, outcome, isFrameWaiting });
        for (const count of [limit.limit, limit.settledLimit]) {
          expect(Number.isInteger(count)).toBe(true);
          expect(count).toBeGreaterThanOrEqual(1);
          expect(count).toBeLessThanOrEqual(max);
        }
      }
    });
    fc.assert(cases, { numRuns: 60 });
  });

  test("does not move while no frame waits for a slot", () => {
    const limit = new AdaptiveLimit(256);
    for (let nowMs = 0; nowMs < 60_000; nowMs += 10) {
      limit.requestStarted(nowMs);
      const endedMs = nowMs + 5;
      const request = { startedMs: nowMs, endedMs, outcome: "answered" } as const;
      expect(limit.requestEnded({ ...request, isFrameWaiting: false })).toBeNull();
    }
    expect(limit.limit).toBe(4);
  });

  test("forgets what it was measuring when it starts afresh", () => {
    const limit = new AdaptiveLimit(256);
    let nowMs = 0;
    for (let count = 0; count < 1000; count += 1) {
      limit.requestStarted(nowMs);
      nowMs += 20;
      const request = { startedMs: nowMs - 20, endedMs: nowMs, outcome: "answered" } as const;
      limit.requestEnded({ ...request, isFrameWaiting: true });
      if (count % 10 === 9) limit.startAfresh();
    }
    expect(limit.limit).toBe(4);
  });
});
