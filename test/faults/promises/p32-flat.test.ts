import { expect, test } from "vitest";
import { BIN } from "../../support/program/command-run.ts";
import { answersLost, firingsInAll } from "../mixed-faults.ts";
import { growth } from "../process/levels.ts";
import { longWatch } from "../process/long-watch.ts";

const MEBIBYTE = 1024 * 1024;
const FRAMES = 6000;

/** Half of all frames lie between the middle of the second quarter and that of the last one. */
const BETWEEN = FRAMES / 2;

test.skipIf(process.platform !== "linux")(
  "P32: memory and descriptors stay flat through 6,000 frames with 2 % mixed faults (needs Linux's /proc)",
  async ({ signal }) => {
    const options = { frames: FRAMES, byteLength: 20_000, collectEveryMs: 250 };
    const watch = await longWatch({ program: [process.execPath, BIN], ...options }, signal);
    expect(firingsInAll(watch.fired)).toBeGreaterThan(FRAMES * 0.015);
    expect(Math.min(...Object.values(watch.fired))).toBeGreaterThan(0);
    expect(watch.exitCode).toBe(0);
    expect(watch.judgment.problems).toEqual([]);
    expect(watch.judgment.duplicates.total).toBeLessThanOrEqual(answersLost(watch.fired));
    // One that is left open by each broken connection came to 33.
    expect(growth(watch.descriptors)).toBeLessThan(10);
    // Planted leaks came to 340 (each frame kept) and 580 (each broken request kept); without one it is below 0.
    expect(growth(watch.liveBytes) / BETWEEN).toBeLessThan(150);
    // For what is lost outside of the heap: half of each image would be more.
    expect(growth(watch.rssBytes)).toBeLessThan(24 * MEBIBYTE);
    expect(watch.ledger.fileBytes / FRAMES).toBeLessThan(300);
    expect(watch.framesAfterForgetting).toBe(0);
  },
);
