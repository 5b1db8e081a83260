import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  onFailure,
  onProbeInconclusive,
  onProbeStart,
  onSuccess,
  type BreakerState,
  CLOSED,
  type ClosedBreaker,
} from "../../../src/submitter/endpoint/breaker-state.ts";

const CONSECUTIVE_FAILURES = 5;
const MAX_PAUSE_MS = 5000;
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const step = fc.record({
  sign: fc.constantFrom("healthy", "unhealthy", "unhealthy", "unhealthy", "nothing"),
  afterMs: fc.integer({ min: 0, max: 20_000 }),
  random: chance,
});
const steps = fc.array(step, { maxLength: 200, size: "max" });

/** What the next thing that happens makes of a breaker; probes start when they are due. */
function next(
  breaker: BreakerState,
  { sign, random }: { readonly sign: string; readonly random: number },
  nowMs: number,
): BreakerState {
  if (sign === "healthy") return onSuccess(breaker);
  if (breaker.state === "open") return nowMs >= breaker.probeAtMs ? onProbeStart(breaker) : breaker;
  if (sign === "unhealthy")
    return onFailure(breaker, { consecutiveFailures: CONSECUTIVE_FAILURES, nowMs, random });
  return breaker.state === "half-open" ? onProbeInconclusive(breaker, nowMs) : breaker;
}

/** Every pair of states that follow each other. */
function walk(given: readonly { sign: string; afterMs: number; random: number }[]) {
  let breaker: BreakerState = CLOSED;
  let nowMs = 0;
  return given.map((each) => {
    nowMs += each.afterMs;
    const before = breaker;
    breaker = next(breaker, each, nowMs);
    return { before, after: breaker, sign: each.sign, nowMs };
  });
}

/** As many signs as it takes, one after another. */
function after(signs: string): BreakerState {
  let breaker: BreakerState = CLOSED;
  for (const sign of signs)
    breaker = next(breaker, { sign: sign === "+" ? "healthy" : "unhealthy", random: 0.5 }, 0);
  return breaker;
}

describe("the breaker's state", () => {
  test("changes only in these ways: to open when closed, to half-open when open, and to closed again", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(steps, (given) => {
        for (const { before, after: then } of walk(given))
          if (before.state !== then.state) seen.add(`${before.state} ${then.state}`);
      }),
      { numRuns: 300 },
    );
    expect([...seen].toSorted()).toEqual([
      "closed open",
      "half-open closed",
      "half-open open",
      "open closed",
      "open half-open",
    ]);
  });

  test("closes only at a good answer, and opens only at a sign of an outage or a lost probe", () => {
    fc.assert(
      fc.property(steps, (given) => {
        for (const { before, after: then, sign } of walk(given)) {
          if (before.state !== "closed" && then.state === "closed") expect(sign).toBe("healthy");
          if (before.state === "closed" && then.state === "open") expect(sign).toBe("unhealthy");
          if (before.state === "half-open" && then.state === "open")
            expect(sign).not.toBe("healthy");
        }
      }),
      { numRuns: 300 },
    );
  });

  test("probes at most five seconds after it opened, and never at once after a failure", () => {
    fc.assert(
      fc.property(steps, (given) => {
        for (const { before, after: then, sign, nowMs } of walk(given)) {
          if (then.state !== "open" || then === before || sign !== "unhealthy") continue;
          expect(then.probeAtMs - nowMs).toBeGreaterThanOrEqual(125);
          expect(then.probeAtMs - nowMs).toBeLessThanOrEqual(MAX_PAUSE_MS);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("waits longer after each failed probe, up to five seconds and no more", () => {
    const pauses: number[] = [];
    let breaker = after("-----");
    for (let probe = 0; probe < 9 && breaker.state === "open"; probe += 1) {
      pauses.push(breaker.probeAtMs);
      const opening = {
        consecutiveFailures: CONSECUTIVE_FAILURES,
        nowMs: 0,
        random: 1 - Number.EPSILON,
      };
      breaker = onFailure(onProbeStart(breaker), opening);
    }
    expect(pauses.slice(1).map((pause) => Math.round(pause))).toEqual([
      500, 1000, 2000, 4000, 5000, 5000, 5000, 5000,
    ]);
  });

  test("probes again at once, and no later the next time, when a probe was inconclusive", () => {
    const breaker = after("-----");
    if (breaker.state !== "open") throw new Error("it should be open");
    const again = onProbeInconclusive(onProbeStart(breaker), 700);
    expect(again).toEqual({ state: "open", failedProbes: 0, probeAtMs: 700 });
  });

  test.each(["----", "----+----", "-+-+-+-+-+-+-+-+", "++++++++++----", "+"])(
    "stays closed through %s",
    (signs) => {
      expect(after(signs).state).toBe("closed");
    },
  );

  test.each(["-----", "++++++++-----"])("opens after five signs in a row: %s", (signs) => {
    expect(after(signs).state).toBe("open");
  });

  test("opens when most of the last outcomes were signs, though never many in a row", () => {
    expect(after("--+".repeat(8)).state).toBe("closed");
    expect(after(`${"--+".repeat(8)}--`).state).toBe("open");
  });

  test("stays closed for ever at one sign in four", () => {
    expect(after("-+++".repeat(500)).state).toBe("closed");
  });

  test("forgets a failure among good answers, and is then the same object at each of them", () => {
    let breaker = after("-") as ClosedBreaker;
    for (let count = 0; count < 100; count += 1) breaker = onSuccess(breaker);
    expect(breaker).toEqual(CLOSED);
    expect(onSuccess(breaker)).toBe(breaker);
  });
});
