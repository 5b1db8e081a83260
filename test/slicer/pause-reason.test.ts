import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type SpoolUsage,
  type SpoolLimits,
  defaultMinFreeBytes,
  pauseReason,
} from "../../src/slicer/pause-reason.ts";

const LIMITS: SpoolLimits = { spoolBytes: 2e9, freeBytes: 1e9 };
const PLENTY: SpoolUsage = { spoolBytes: 0, freeBytes: 1e12 };

const bytes = fc.integer({ min: 0, max: 2 ** 40 });
const limits = fc.record({ spoolBytes: bytes, freeBytes: bytes });
const rooms = fc.record({ spoolBytes: bytes, freeBytes: bytes });

describe("a slicer", () => {
  test("pauses a little before its spool is full, and goes on when a quarter of that has gone", () => {
    const why = (spoolBytes: number, isPaused: boolean): unknown =>
      pauseReason({ ...PLENTY, spoolBytes }, LIMITS, isPaused);
    expect(why(1.9e9, false)).toBe(null);
    expect(why(1.95e9, false)).toBe("spoolFull");
    expect(why(1.5e9, true)).toBe("spoolFull");
    expect(why(1.4e9, true)).toBe(null);
  });

  test("fills at most half of a small spool by its own choice, for it may be quicker than we are", () => {
    const why = (spoolBytes: number): unknown =>
      pauseReason({ ...PLENTY, spoolBytes }, { ...LIMITS, spoolBytes: 4 * 2 ** 20 }, false);
    expect(why(2 ** 21 - 1)).toBe(null);
    expect(why(2 ** 21)).toBe("spoolFull");
  });

  test("pauses while too little is free on its disk, and goes on when there is a tenth more", () => {
    const why = (freeBytes: number, isPaused: boolean): unknown =>
      pauseReason({ spoolBytes: 1e6, freeBytes }, LIMITS, isPaused);
    expect(why(1e9, false)).toBe(null);
    expect(why(1e9 - 1, false)).toBe("diskLow");
    expect(why(1.05e9, true)).toBe("diskLow");
    expect(why(1.1e9, true)).toBe(null);
  });

  test("does not wait for a delivery of frames that wait for later ones", () => {
    const held = { ...LIMITS, heldBytes: 2e6 };
    const why = (spoolBytes: number, freeBytes: number): unknown =>
      pauseReason({ spoolBytes, freeBytes }, held, true);
    expect(why(2e6, 1.05e9)).toBe(null);
    expect(why(2e6 + 1, 1.05e9)).toBe("diskLow");
    expect(why(2e6, 1e9 - 1)).toBe("diskLow");
  });

  test("never waits for a delivery when there is nothing to deliver", () => {
    fc.assert(
      fc.property(rooms, limits, fc.boolean(), ({ freeBytes }, limit, isPaused) => {
        const isLow = freeBytes < limit.freeBytes;
        const why = pauseReason({ spoolBytes: 0, freeBytes }, limit, isPaused);
        expect(why).toBe(isLow ? "diskLow" : null);
      }),
    );
  });

  test("is not asked to write elsewhere where it may go on", () => {
    fc.assert(
      fc.property(rooms, limits, (room, limit) => {
        if (pauseReason(room, limit, true) === null)
          expect(pauseReason(room, limit, false)).toBe(null);
      }),
    );
  });

  test("is paused by more in the spool, or less on the disk, if it is paused by any", () => {
    fc.assert(
      fc.property(rooms, bytes, limits, fc.boolean(), (room, more, limit, isPaused) => {
        if (pauseReason(room, limit, isPaused) === null) return;
        const fuller = { ...room, spoolBytes: room.spoolBytes + more };
        const tighter = { ...room, freeBytes: Math.max(0, room.freeBytes - more) };
        expect(pauseReason(fuller, limit, isPaused)).not.toBe(null);
        expect(pauseReason(tighter, limit, isPaused)).not.toBe(null);
      }),
    );
  });
});

test("a small or a nearly full disk is left half of what was free at the start", () => {
  expect(defaultMinFreeBytes(100e9)).toBe(1e9);
  expect(defaultMinFreeBytes(0.5e9)).toBe(0.25e9);
  expect(defaultMinFreeBytes(0)).toBe(0);
});
