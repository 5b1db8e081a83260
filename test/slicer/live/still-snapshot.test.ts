import { describe, expect, test } from "vitest";
import { StillSnapshot } from "../../../src/slicer/live/still-snapshot.ts";

const FROZEN = { kind: "frozen", reason: "its picture has stood still for 10 s" };

describe("a camera that answers with the same snapshot", () => {
  test("is frozen after the given time, until a new picture comes", () => {
    const still = new StillSnapshot(10_000);
    expect(still.answered(true, 0)).toBeNull();
    expect(still.answered(false, 9000)).toBeNull();
    expect(still.answered(false, 10_000)).toEqual(FROZEN);
    expect(still.answered(false, 11_000)).toEqual(FROZEN);
    expect(still.answered(true, 12_000)).toBeNull();
    expect(still.answered(false, 13_000)).toBeNull();
  });

  test("may have shown others while it did not answer, and stays frozen if it was", () => {
    const still = new StillSnapshot(10_000);
    still.answered(true, 0);
    still.missed();
    expect(still.answered(false, 60_000)).toBeNull();
    expect(still.answered(false, 70_000)).toEqual(FROZEN);
    still.missed();
    expect(still.answered(false, 71_000)).toEqual(FROZEN);
  });

  test("may do so for ever where nothing else is asked for", () => {
    const still = new StillSnapshot(null);
    still.answered(true, 0);
    expect(still.answered(false, 1e9)).toBeNull();
  });
});
