import { describe, expect, test } from "vitest";
import type { SendResult } from "../../../src/submitter/send-result.ts";
import { OutlierDetector } from "../../../src/submitter/endpoint/outlier-detector.ts";
import { FakeClock } from "../../support/clock/fake-clock.ts";
import { AWAY, BROKEN, REFUSED, TAKEN } from "../scripted-fleet.ts";

function standingAfter(...sendings: readonly SendResult[]) {
  const clock = new FakeClock();
  const standing = new OutlierDetector(clock, () => 0.5);
  for (const sending of sendings) standing.note(sending);
  return { clock, standing };
}

const many = (sending: SendResult, count: number): readonly SendResult[] =>
  Array<SendResult>(count).fill(sending);

describe("the outlier detector", () => {
  test("finds a service good at first, and while frames fail now and then", () => {
    const mixed = Array.from({ length: 40 }, () => [
      ...many(REFUSED, 9),
      ...many(TAKEN, 20),
    ]).flat();
    expect(standingAfter(...mixed).standing.isHealthy).toBe(true);
  });

  test.each([
    ["rejected", REFUSED],
    ["transientError", BROKEN],
  ])("is lost when ten in a row are %s", (_, sending) => {
    expect(standingAfter(...many(sending, 9)).standing.isHealthy).toBe(true);
    expect(standingAfter(...many(sending, 10)).standing.isHealthy).toBe(false);
  });

  test("is not lost by what an outage explains", () => {
    expect(standingAfter(...many(AWAY, 50)).standing.isHealthy).toBe(true);
  });

  test("has a trial come when its time has, and another one later when that failed", () => {
    const { standing, clock } = standingAfter(...many(BROKEN, 10));
    const firstMs = standing.trialInMs ?? 0;
    expect(firstMs).toBeGreaterThan(0);
    clock.advance(firstMs);
    expect(standing.trialInMs).toBe(0);
    standing.startTrial();
    expect(standing.trialInMs).toBeNull();
    standing.note(BROKEN);
    expect(standing.trialInMs).toBeGreaterThan(firstMs);
  });

  test("has the next trial at once when one was inconclusive", () => {
    const { standing, clock } = standingAfter(...many(BROKEN, 10));
    clock.advance(standing.trialInMs ?? 0);
    standing.startTrial();
    standing.note(AWAY);
    expect([standing.isHealthy, standing.trialInMs]).toEqual([false, 0]);
  });

  test("finds a service good again by one frame that succeeds", () => {
    const { standing } = standingAfter(...many(BROKEN, 12), TAKEN);
    expect([standing.isHealthy, standing.trialInMs]).toEqual([true, null]);
  });
});
