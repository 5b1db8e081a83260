import { expect, test } from "vitest";
import { StillPicture } from "../../../src/slicer/live/still-picture.ts";

function sample(checksum: string): string {
  return `[showinfo@still @ 0x55d9] [info] n:   1 pts:  3000 pts_time:0.1 pos: -1 fmt:yuv420p sar:0/1 s:192x108 i:P iskey:1 type:I checksum:${checksum} plane_checksum:[00000000] mean:[1] stdev:[1.0]`;
}

/** Reads a sample each second, from the given time on. */
function read(still: StillPicture, fromSeconds: number, checksums: string): void {
  for (const [at, checksum] of checksums.split("").entries())
    still.read(sample(checksum), (fromSeconds + at) * 1000);
}

test("a camera is frozen after the time without a new picture, and not before", () => {
  const still = new StillPicture(3000);
  still.begin();
  read(still, 0, "0123333");
  expect(still.isFrozen).toBe(true);
  const other = new StillPicture(3000);
  other.begin();
  read(other, 0, "012333");
  expect(other.isFrozen).toBe(false);
});

test("one that repeats a few pictures is frozen, too", () => {
  const still = new StillPicture(6000);
  still.begin();
  read(still, 0, "0123456780123");
  expect(still.isFrozen).toBe(false);
  read(still, 13, "456780");
  expect(still.isFrozen).toBe(true);
});

test("time in which no picture comes does not count", () => {
  const still = new StillPicture(3000);
  still.begin();
  read(still, 0, "0");
  still.begin();
  read(still, 100, "000");
  expect(still.isFrozen).toBe(false);
});

test("it is frozen through other connections until three new pictures have come", () => {
  const still = new StillPicture(3000);
  still.begin();
  read(still, 0, "00000");
  still.begin();
  read(still, 10, "12");
  expect(still.isFrozen).toBe(true);
  expect(still.isOverdue).toBe(false);
  read(still, 12, "2222");
  expect(still.isOverdue).toBe(true);
  still.begin();
  read(still, 20, "345");
  expect(still.isFrozen).toBe(false);
});

test("lines of other filters are not taken for samples", () => {
  const still = new StillPicture(1000);
  still.begin();
  for (const seconds of [0, 1, 2, 3])
    still.read(sample("AA").replace("@still", "@other"), seconds * 1000);
  expect(still.isFrozen).toBe(false);
});
