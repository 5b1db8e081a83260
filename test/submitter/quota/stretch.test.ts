import { describe, expect, test } from "vitest";
import { byteCostMs, requestCostMs } from "../../../src/submitter/quota/request-cost.ts";
import {
  NO_STRETCH,
  placeIn,
  reserve,
  type Stretch,
  stretchMs,
} from "../../../src/submitter/quota/stretch.ts";
import type { PaceRecord } from "../../../src/submitter/request-quota.ts";
import { seededRandom } from "../../support/samples/seeded-random.ts";

const NOON = Date.UTC(2026, 11, 1, 12);

/** Processes that share a record, each of which sends whenever it may and looks too late by up to 15 ms. */
function sendFor(lengthMs: number, costOf: () => number, processes = 1): readonly number[] {
  const random = seededRandom(7);
  const sentAtMs: number[] = [];
  const stretches: Stretch[] = Array.from({ length: processes }, () => NO_STRETCH);
  const wakeAtMs = stretches.map(() => NOON);
  let record: PaceRecord | null = null;
  for (;;) {
    const nowMs = Math.min(...wakeAtMs);
    if (nowMs > NOON + lengthMs) return sentAtMs;
    const own = wakeAtMs.indexOf(nowMs);
    const costMs = costOf();
    let waitMs = 0;
    if (placeIn(stretches[own] ?? NO_STRETCH, costMs, nowMs) === null) {
      const reservation = reserve(record, stretchMs(costMs), nowMs);
      waitMs = reservation.waitMs;
      if (reservation.stretch !== null)
        [record, stretches[own]] = [reservation.record, reservation.stretch];
    }
    const place = placeIn(stretches[own] ?? NO_STRETCH, costMs, nowMs);
    waitMs ||= place?.waitMs ?? 0;
    if (waitMs === 0 && place !== null) {
      sentAtMs.push(nowMs);
      stretches[own] = place.rest;
    }
    wakeAtMs[own] = waitMs === 0 ? nowMs : nowMs + waitMs + random() * 15;
  }
}

/** The most that fall into any window of this length. */
function mostWithin(timesMs: readonly number[], windowMs: number): number {
  return Math.max(
    ...timesMs.map(
      (fromMs) => timesMs.filter((at) => at >= fromMs && at < fromMs + windowMs).length,
    ),
  );
}

describe.each([1, 3])("%d processes that share a rate", (processes) => {
  test.each([
    { amount: 5, windowMs: 1000 },
    { amount: 200, windowMs: 1000 },
    { amount: 30, windowMs: 60_000 },
    { amount: 0.5, windowMs: 1000 },
  ])("never send more than $amount in $windowMs ms, and nearly so many", (rate) => {
    const costMs = requestCostMs(rate);
    const lengthMs = 20 * Math.max(rate.windowMs, costMs);
    const sent = sendFor(lengthMs, () => costMs, processes);
    // What takes up to 80 ms longer to arrive than others may come together with them.
    expect(mostWithin(sent, rate.windowMs + 80)).toBeLessThanOrEqual(Math.max(1, rate.amount));
    expect(sent.length).toBeGreaterThan(0.8 * (lengthMs / costMs));
  });
});

test("no second holds more bytes than said, and a request larger than that has a time of its own", () => {
  const rate = { amount: 1_000_000, windowMs: 1000 };
  const costMs = byteCostMs(rate, 300_000, 300_000);
  const sent = sendFor(20_000, () => costMs);
  expect(mostWithin(sent, 1080) * 300_000).toBeLessThanOrEqual(1_000_000);
  expect(byteCostMs(rate, 5_000_000, 5_000_000)).toBeGreaterThanOrEqual(5000);
});

test("a clock that was set back by an hour makes nobody wait for an hour", () => {
  const before = reserve(null, 200, NOON);
  const { record } = before as { record: PaceRecord };
  expect(reserve(record, 200, NOON - 3_600_000).waitMs).toBeLessThanOrEqual(200);
});

test("time that nobody used is not made up for", () => {
  const { record } = reserve(null, 200, NOON) as { record: PaceRecord };
  const late = reserve(record, 200, NOON + 60_000);
  expect(late.stretch?.nextMs).toBeGreaterThan(NOON + 59_900);
});
