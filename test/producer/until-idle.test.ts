import { expect, test } from "vitest";
import { untilIdle } from "../../src/producer/until-idle.ts";
import { FakeClock } from "../support/clock/fake-clock.ts";

const never = new AbortController().signal;

test("the wait for idleness ends when nothing has happened for so long, and not sooner", async () => {
  const clock = new FakeClock({ isInstant: true });
  await untilIdle(10_000, () => false, clock, never);
  expect(clock.nowMs()).toBe(10_000);
});

test("the wait for idleness starts again with each thing that happens", async () => {
  const clock = new FakeClock({ isInstant: true });
  // Happens for the last time in the look at 7 s.
  await untilIdle(10_000, () => clock.nowMs() <= 7_000, clock, never);
  expect(clock.nowMs()).toBe(17_000);
});

test("the wait for idleness ends at an abort", async () => {
  const clock = new FakeClock({ isInstant: true });
  const controller = new AbortController();
  let looks = 0;
  const isBusy = (): boolean => {
    looks += 1;
    if (looks === 100) controller.abort();
    return true;
  };
  await untilIdle(1, isBusy, clock, controller.signal);
  expect(looks).toBe(100);
});
