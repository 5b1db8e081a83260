import { describe, expect, test } from "vitest";
import { ListingClock } from "../../src/watcher/listing-clock.ts";

const START_MS = 5000;
const clock = (rescanMs: number): ListingClock => new ListingClock(rescanMs, START_MS);

describe("a rescan", () => {
  test("is due after its pause, and again after each", () => {
    const due = clock(30_000);
    expect(due.isRescanDue(34_999)).toBe(false);
    expect(due.isRescanDue(35_000)).toBe(true);
    due.rescanned(100, 35_100);
    expect(due.isRescanDue(65_099)).toBe(false);
    expect(due.isRescanDue(65_100)).toBe(true);
  });

  test("that took long comes again later, so that it takes a twentieth of the time at most", () => {
    const due = clock(1000);
    due.rescanned(500, 10_000);
    expect(due.isRescanDue(19_999)).toBe(false);
    expect(due.isRescanDue(20_000)).toBe(true);
  });

  test("looks at all files at first, and then as often as a 400th of the time allows", () => {
    const due = clock(1000);
    expect(due.isThoroughDue(6000)).toBe(true);
    due.lookedAtAll(10, 6010);
    expect([due.isThoroughDue(10_009), due.isThoroughDue(10_010)]).toEqual([false, true]);
  });

  test("of all files is due at once on request", () => {
    const due = clock(30_000);
    due.rescanned(100, 35_000);
    due.lookedAtAll(100, 35_000);
    due.rescanAll(35_001);
    expect([due.isRescanDue(35_001), due.isThoroughDue(35_001)]).toEqual([true, true]);
  });

  test("never comes where none is wanted", () => {
    const due = clock(Number.POSITIVE_INFINITY);
    due.rescanned(100, 10_000);
    expect(due.isRescanDue(Number.MAX_SAFE_INTEGER)).toBe(false);
  });
});

describe("a poll", () => {
  test("is due once a second, and later if it took long", () => {
    const due = clock(30_000);
    expect([due.isPollDue(5999), due.isPollDue(6000)]).toEqual([false, true]);
    due.listed(10, 6010);
    expect([due.isPollDue(7009), due.isPollDue(7010)]).toEqual([false, true]);
    due.listed(200, 7210);
    expect([due.isPollDue(11_209), due.isPollDue(11_210)]).toEqual([false, true]);
  });

  test("that took long puts off a rescan, too", () => {
    const due = clock(1000);
    due.listed(100, 6000);
    expect([due.isRescanDue(7999), due.isRescanDue(8000)]).toEqual([false, true]);
  });
});

test("the root folder is examined twice a second", () => {
  const due = clock(30_000);
  expect([due.isRootCheckDue(5499), due.isRootCheckDue(5500)]).toEqual([false, true]);
  expect([due.isRootCheckDue(5501), due.isRootCheckDue(6000)]).toEqual([false, true]);
});

test("the next listing is the earliest of all that are due, without polls where every event comes", () => {
  const due = clock(30_000);
  expect(due.nextDueMs(false)).toBe(5500);
  due.isRootCheckDue(100_000);
  expect([due.nextDueMs(false), due.nextDueMs(true)]).toEqual([35_000, 6000]);
});
