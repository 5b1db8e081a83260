import { expect, test } from "vitest";
import { DelayedAcks } from "../../../src/submitter/http/delayed-acks.ts";

function noteMany(acks: DelayedAcks, isFresh: boolean, gapsMs: readonly number[]): boolean {
  for (const gapMs of gapsMs) acks.note(isFresh, gapMs);
  return acks.areFound;
}

const EIGHT_DELAYED = [45.5, 43.6, 41.3, 42.6, 43.3, 44.8, 43.6, 40.8];

test("delayed acknowledgements are found when answers are quick over fresh connections, and none is over kept ones", () => {
  const acks = new DelayedAcks();
  expect(noteMany(acks, true, [0.1])).toBe(false);
  expect(noteMany(acks, false, EIGHT_DELAYED.slice(1))).toBe(false);
  expect(noteMany(acks, false, [41])).toBe(true);
});

test("delayed acknowledgements stay found", () => {
  const acks = new DelayedAcks();
  noteMany(acks, true, [0.1]);
  noteMany(acks, false, EIGHT_DELAYED);
  expect(noteMany(acks, true, [0.1, 0.2, 0.1])).toBe(true);
});

test("delayed acknowledgements are not found in a service that takes its time for each body", () => {
  const acks = new DelayedAcks();
  noteMany(acks, true, [50]);
  expect(noteMany(acks, false, Array(100).fill(50))).toBe(false);
});

test("delayed acknowledgements are not found when a kept connection brings a quick answer now and then", () => {
  const acks = new DelayedAcks();
  noteMany(acks, true, [0.1]);
  const gapsMs = Array.from({ length: 100 }, (_, index) => (index % 8 === 7 ? 0.3 : 60));
  expect(noteMany(acks, false, gapsMs)).toBe(false);
});
