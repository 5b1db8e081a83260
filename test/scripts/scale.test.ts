import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { simulateCut } from "../../scripts/bench/scale/edge-cut.ts";
import { planFleet } from "../../scripts/bench/scale/fleet-plan.ts";

const MAIN = new URL("../../scripts/bench/scale/main.ts", import.meta.url).pathname;
const scale = async (...words: readonly string[]): Promise<string> =>
  (await promisify(execFile)(process.execPath, [MAIN, ...words])).stdout;

const FLEET = {
  ...{ cameras: 1000, framesPerSecond: 2, frameBytes: 130_000, replicas: 3 },
  ...{ streamFramesPerSecond: 150, diskBytesPerSecond: 200e6, networkBytesPerSecond: 125e6 },
  ...{ workerFramesPerSecond: 50, outageSeconds: 600 },
  ...{ edgeCpuMs: 3.5, workerCpuMs: 2.5, serversCpuMs: 5 },
};

describe("the plan of a fleet", () => {
  test("has as many streams as their frames a second ask for", () => {
    const plan = planFleet(FLEET);
    expect(plan).toMatchObject({ framesPerSecond: 2000, bytesPerSecond: 260e6, bound: "frames" });
    expect(plan).toMatchObject({ streams: 14, servers: 42, workers: 40 });
    expect(plan.cores).toEqual({ edges: 7, workers: 5, servers: 10 });
    expect(plan.diskPerServer * plan.streams).toBe(2 * 260e6);
    expect(plan.maxSizePerStream * plan.streams).toBe(156e9);
  });

  test.each([
    [{ streamFramesPerSecond: 10_000 }, "network", 7],
    [{ streamFramesPerSecond: 10_000, networkBytesPerSecond: 1250e6 }, "disk", 3],
    [{ cameras: 10 }, "frames", 1],
  ] as const)("with %j is bound by %s, and has so many streams: %i", (changes, bound, streams) => {
    expect(planFleet({ ...FLEET, ...changes })).toMatchObject({ bound, streams });
  });

  test("refuses what is no number above 0", () => {
    expect(() => planFleet({ ...FLEET, cameras: 0 })).toThrow("cameras must be more than 0");
  });
});

describe("an edge that is cut off", () => {
  const CUT = { framesPerSecond: 2, catchUpFramesPerSecond: 20, frameBytes: 130_000 };

  test("catches up in the time that its backlog takes beyond what lands", () => {
    const outcome = simulateCut({ ...CUT, cutSeconds: 3600, spoolBytes: 2e9 });
    expect(outcome.greatestAgeSeconds).toBe(3600);
    expect(outcome.fullAfterSeconds).toBeNull();
    expect(outcome.caughtUpAfterSeconds).toBeCloseTo((2 * 3600) / (20 - 2), -1);
    expect(outcome.spoolPeakBytes).toBeCloseTo(2 * 3600 * 130_000, -7);
  });

  test("fills its spool and no more, and slices no further until there is room", () => {
    const outcome = simulateCut({ ...CUT, cutSeconds: 20_000, spoolBytes: 2e9 });
    expect(outcome.fullAfterSeconds).toBeCloseTo(2e9 / 130_000 / 2, -1);
    expect(outcome.spoolPeakBytes).toBeLessThanOrEqual(2e9);
    expect(outcome.caughtUpAfterSeconds).not.toBeNull();
  });

  test("never catches up if it can hand over no more than lands", () => {
    const slow = { ...CUT, catchUpFramesPerSecond: 2, cutSeconds: 60, spoolBytes: 2e9 };
    const outcome = simulateCut(slow);
    expect(outcome).toMatchObject({ caughtUpAfterSeconds: null, greatestAgeSeconds: 60 });
  });
});

test("npm run scale prints the plan of what it is given, and refuses what is no number", async () => {
  const printed = await scale("--cameras", "10", "--cut", "5");
  expect(printed).toMatch(/^frames a second +20$/mu);
  expect(printed).toMatch(/^streams +1 \(by frames\)$/mu);
  expect(printed).toMatch(/^greatest age when handed over +5 min$/mu);
  expect(await scale("--help")).toContain("--stream-fps N");
  await expect(scale("--cameras", "many")).rejects.toMatchObject({
    code: 2,
    stderr: "scale: --cameras must be more than 0, not many\n",
  });
});
