import { describe, expect, test } from "vitest";
import type { Frame } from "../../src/core/frame/frame.ts";
import type { SendResult } from "../../src/submitter/send-result.ts";
import { sampleFrame } from "../support/samples/sample-frame.ts";
import { Run } from "../support/stages/submitter-run.ts";
import {
  AWAY,
  BROKEN,
  busy,
  carriedBy,
  framesUpTo,
  REFUSED,
  RESET,
  scriptedFleet,
  TAKEN,
} from "./scripted-fleet.ts";

const deliveredBy = ({ results }: Run, name: string): number =>
  results.filter(({ outcome, service }) => outcome === "delivered" && service === name).length;

const endings = ({ results }: Run): string[] =>
  results.map(({ outcome, service, attempts }) => `${outcome} by ${service} in ${attempts}`);

/** Frames that come one after the other, each when the one before is through. */
async function* oneByOne(count: number, isIdle: () => boolean): AsyncGenerator<Frame, void, void> {
  for (let index = 0; index < count; index += 1) {
    yield sampleFrame({ index });
    while (!isIdle()) await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("frames for several services", () => {
  test("are sent to each up to its own limit, and never beyond", async () => {
    const fleet = scriptedFleet({ a: { say: () => TAKEN }, b: { say: () => TAKEN } });
    const run = await carriedBy(fleet, framesUpTo(40));
    expect([deliveredBy(run, "a"), deliveredBy(run, "b")]).toEqual([20, 20]);
    expect([fleet.seen.a.maxInFlight, fleet.seen.b.maxInFlight]).toEqual([4, 4]);
  });

  test("keep unequal services equally busy: one that is four times as fast gets four times as many", async () => {
    const fleet = scriptedFleet({
      slow: { say: () => TAKEN, workMs: 40, capacity: 1 },
      fast: { say: () => TAKEN, workMs: 10, capacity: 1 },
    });
    const run = await carriedBy(fleet, framesUpTo(500));
    expect(run.results).toHaveLength(500);
    const [slow, fast] = [deliveredBy(run, "slow"), deliveredBy(run, "fast")];
    expect(fast / slow).toBeGreaterThan(3.7);
    // What both could have done in that time, apart from the last requests of the slow one.
    const possible = fleet.clock.nowMs() / 10 + fleet.clock.nowMs() / 40;
    expect(500 / possible).toBeGreaterThan(0.95);
  });

  test("go to the one with the most of its limit free", async () => {
    const fleet = scriptedFleet(
      { slow: { say: () => TAKEN, workMs: 1000 }, fast: { say: () => TAKEN, workMs: 1 } },
      { concurrency: 8 },
    );
    const run = await carriedBy(fleet, framesUpTo(12));
    // Four each fill half of both; none of them is free again before the rest has come.
    expect(run.results).toHaveLength(12);
    expect(fleet.seen.slow.maxInFlight).toBe(6);
    expect(fleet.seen.fast.maxInFlight).toBe(6);
  });

  test.each([
    [1, 1, 20, 20],
    [3, 1, 30, 10],
    [1, 7, 5, 35],
  ])(
    "are shared %d to %d by their weights even when they come singly",
    async (one, other, ...counts) => {
      const fleet = scriptedFleet({
        a: { say: () => TAKEN, weight: one },
        b: { say: () => TAKEN, weight: other },
      });
      const { seen } = fleet;
      const isIdle = (): boolean => seen.a.inFlight + seen.b.inFlight === 0;
      await carriedBy(fleet, oneByOne(40, isIdle));
      expect([seen.a.timesMs.length, seen.b.timesMs.length]).toEqual(counts);
    },
  );

  test("are in flight by their weights", async () => {
    const fleet = scriptedFleet(
      { a: { say: () => TAKEN, weight: 4 }, b: { say: () => TAKEN, weight: 1 } },
      { concurrency: 16 },
    );
    await carriedBy(fleet, framesUpTo(200));
    expect([fleet.seen.a.maxInFlight, fleet.seen.b.maxInFlight]).toEqual([16, 4]);
  });
});

describe("a service that fails", () => {
  test("is taken out, and costs no frame an attempt", async () => {
    const fleet = scriptedFleet({ a: { say: () => AWAY }, b: { say: () => TAKEN } });
    const run = await carriedBy(fleet, framesUpTo(1500));
    expect(endings(run)).toEqual(Array(1500).fill("delivered by b in 1"));
    // Five notice it, and after that one at a time asks, less and less often.
    expect(fleet.seen.a.timesMs.length).toBeLessThan(20);
    expect(run.eventsOf("serviceLost").map(({ service }) => service)).toEqual(["a"]);
  });

  test("comes back by itself, and then gets its share again", async () => {
    const backMs = 3000;
    const fleet = scriptedFleet({
      a: { say: (_, nowMs) => (nowMs < backMs ? AWAY : TAKEN) },
      b: { say: () => TAKEN },
    });
    const run = await carriedBy(fleet, framesUpTo(5000));
    expect(run.results.every(({ outcome }) => outcome === "delivered")).toBe(true);
    expect(run.eventsOf("serviceRecovered").map(({ service }) => service)).toEqual(["a"]);
    const first = fleet.seen.a.timesMs.find((atMs) => atMs >= backMs) ?? Infinity;
    expect(first - backMs).toBeLessThanOrEqual(5000);
    const after = (timesMs: number[]): number => timesMs.filter((atMs) => atMs > first + 20).length;
    expect(after(fleet.seen.a.timesMs) / after(fleet.seen.b.timesMs)).toBeCloseTo(1, 1);
  });

  test("that answers 500 to all is given a frame now and again, and none of them is lost", async () => {
    const fleet = scriptedFleet({ a: { say: () => BROKEN, workMs: 1 }, b: { say: () => TAKEN } });
    const run = await carriedBy(fleet, framesUpTo(1000));
    expect(
      run.results.every(({ outcome, service }) => outcome === "delivered" && service === "b"),
    ).toBe(true);
    expect(fleet.seen.a.timesMs.length).toBeLessThan(40);
    expect(run.eventsOf("serviceLost")).toEqual([]);
  });

  test("that rejects all, as with a wrong path, is given a frame now and again", async () => {
    const fleet = scriptedFleet({ a: { say: () => REFUSED, workMs: 1 }, b: { say: () => TAKEN } });
    const run = await carriedBy(fleet, framesUpTo(1000));
    expect(run.results.every(({ outcome }) => outcome === "delivered")).toBe(true);
    expect(fleet.seen.a.timesMs.length).toBeLessThan(40);
  });

  test("is noticed when it mends, and gets its share again", async () => {
    const fleet = scriptedFleet({
      a: { say: (_, nowMs) => (nowMs < 3000 ? BROKEN : TAKEN) },
      b: { say: () => TAKEN },
    });
    const run = await carriedBy(fleet, framesUpTo(4000));
    expect(run.results.every(({ outcome }) => outcome === "delivered")).toBe(true);
    expect(deliveredBy(run, "a")).toBeGreaterThan(400);
  });

  test("is waited for as if it were alone while the other fails, too", async () => {
    const say = (_: Frame, nowMs: number) => (nowMs < 3_600_000 ? AWAY : TAKEN);
    const fleet = scriptedFleet({ a: { say }, b: { say } });
    const run = await carriedBy(fleet, framesUpTo(50));
    expect(run.results.map(({ outcome, attempts }) => `${outcome} ${attempts}`)).toEqual(
      Array(50).fill("delivered 1"),
    );
    const gapsMs = fleet.seen.a.timesMs
      .slice(20)
      .map((atMs, index) => atMs - (fleet.seen.a.timesMs[index + 19] ?? 0));
    expect(Math.min(...gapsMs.slice(0, 100))).toBeGreaterThanOrEqual(2500);
    expect(
      run
        .eventsOf("serviceLost")
        .map(({ service }) => service)
        .toSorted(),
    ).toEqual(["a", "b"]);
  });

  test("ends the run by giving up only when every other has been away as long", async () => {
    const away = scriptedFleet(
      { a: { say: () => AWAY }, b: { say: (_, nowMs) => (nowMs < 3000 ? TAKEN : AWAY) } },
      { maxOutageMs: 60_000 },
    );
    const run = await carriedBy(away, framesUpTo(10_000));
    expect(await run.ended).toEqual({ cause: "outage", reason: "rejected" });
    expect(away.clock.nowMs()).toBeGreaterThanOrEqual(63_000);
    expect(away.clock.nowMs()).toBeLessThan(69_000);
    expect(run.results.length).toBeGreaterThan(1000);
  });

  test("holds up only the frames that it has when it hangs", async () => {
    const late: SendResult = { ...RESET, fault: "timeout" };
    const fleet = scriptedFleet({
      a: { say: () => late, workMs: 30_000 },
      b: { say: () => TAKEN },
    });
    const run = await carriedBy(fleet, framesUpTo(1000));
    expect(
      run.results.every(({ outcome, service }) => outcome === "delivered" && service === "b"),
    ).toBe(true);
    expect(fleet.seen.a.timesMs).toHaveLength(4);
    expect(run.results.slice(0, 996).every(({ attempts }) => attempts === 1)).toBe(true);
    expect(fleet.clock.nowMs()).toBeLessThan(31_000);
  });

  test("gets a pause when it asks for one, while the others go on", async () => {
    const fleet = scriptedFleet({
      a: { say: (_, nowMs) => (nowMs < 10 ? busy(60_000) : TAKEN) },
      b: { say: () => TAKEN },
    });
    const run = await carriedBy(fleet, framesUpTo(400));
    expect(run.results.every(({ outcome }) => outcome === "delivered")).toBe(true);
    expect(fleet.seen.a.timesMs.every((atMs) => atMs < 10)).toBe(true);
    expect(fleet.clock.nowMs()).toBeLessThan(60_000);
  });
});

describe("a frame that failed at one service", () => {
  test.each([
    ["rejected", REFUSED, 2],
    ["answered 500", BROKEN, 2],
    ["told to come again", busy(null), 2],
    ["cut off", RESET, 2],
    ["not connected", AWAY, 1],
  ])(
    "by being %s is tried at the other at once, even with no retries",
    async (_, bad, attempts) => {
      const fleet = scriptedFleet(
        { a: { say: () => bad }, b: { say: () => TAKEN } },
        { retries: 0 },
      );
      const run = await carriedBy(fleet, [sampleFrame()]);
      expect(endings(run)).toEqual([`delivered by b in ${attempts}`]);
      expect(fleet.seen.b.timesMs).toEqual([10]);
      expect(run.eventsOf("requestEnded")).toMatchObject([
        { service: "a", retryInMs: 0 },
        { service: "b", retryInMs: null },
      ]);
    },
  );

  test("and is rejected by another, too, has failed: one further try, however many there are", async () => {
    const services = {
      a: { say: () => REFUSED },
      b: { say: () => REFUSED },
      c: { say: () => TAKEN },
    };
    const run = await carriedBy(scriptedFleet(services), [sampleFrame()]);
    expect(endings(run)).toEqual(["failed by b in 2"]);
  });

  test("by being rejected is not sent there again", async () => {
    let isFirst = true;
    const fleet = scriptedFleet({
      a: { say: () => REFUSED },
      b: {
        say: () => {
          const sending = isFirst ? BROKEN : TAKEN;
          isFirst = false;
          return sending;
        },
      },
    });
    const run = await carriedBy(fleet, [sampleFrame()]);
    expect(endings(run)).toEqual(["delivered by b in 3"]);
    expect(fleet.seen.a.timesMs).toHaveLength(1);
  });

  test("has failed for good if no other is well", async () => {
    const services = { a: { say: () => REFUSED }, b: { say: () => AWAY } };
    const fleet = scriptedFleet(services, { maxFailures: "100%" });
    const run = await carriedBy(fleet, framesUpTo(60));
    expect(
      run.results.every(({ outcome, service }) => outcome === "failed" && service === "a"),
    ).toBe(true);
    expect(run.results).toHaveLength(60);
  });

  test("takes turns between them until its attempts are used up", async () => {
    const fleet = scriptedFleet({ a: { say: () => BROKEN }, b: { say: () => BROKEN } });
    const run = await carriedBy(fleet, [sampleFrame()]);
    expect(run.eventsOf("requestStarted").map(({ service }) => service)).toEqual([
      "a",
      "b",
      "a",
      "b",
      "a",
    ]);
    expect(endings(run)).toEqual(["failed by a in 5"]);
  });

  test("does not wait for a pause that only the one asks for", async () => {
    let count = 0;
    const fleet = scriptedFleet({
      a: { say: () => BROKEN },
      b: { say: () => (count++ === 0 ? busy(60_000) : TAKEN) },
      c: { say: () => TAKEN },
    });
    const run = await carriedBy(fleet, [sampleFrame()]);
    expect(endings(run)).toEqual(["delivered by c in 3"]);
    expect(fleet.clock.nowMs()).toBeLessThan(5000);
  });

  test("costs nothing of the budget for retries when it moves", async () => {
    // A tenth of the new frames could be retried, and here half of them fail first.
    const fleet = scriptedFleet(
      {
        a: { say: ({ index }) => ((index ?? 0) % 2 === 0 ? BROKEN : TAKEN) },
        b: { say: () => TAKEN },
      },
      { concurrency: 2 },
    );
    const run = await carriedBy(fleet, framesUpTo(1000));
    expect(
      run.results.every(({ outcome, attempts }) => outcome === "delivered" && attempts <= 2),
    ).toBe(true);
    // Both work at once all the time.
    expect(fleet.clock.nowMs()).toBeLessThan(5000);
  });
});

describe("a frame that kills every service that gets it", () => {
  test("fails in the end, and all others are delivered", async () => {
    const poison = 7;
    const downUntilMs: Record<string, number> = {};
    const mortal = (name: string) => (frame: Frame, nowMs: number) => {
      if (nowMs < (downUntilMs[name] ?? 0)) return AWAY;
      if (frame.index !== poison) return TAKEN;
      downUntilMs[name] = nowMs + 1000;
      return RESET;
    };
    const fleet = scriptedFleet({ a: { say: mortal("a") }, b: { say: mortal("b") } });
    const run = await carriedBy(fleet, framesUpTo(300));
    const failed = run.results.filter(({ outcome }) => outcome !== "delivered");
    expect(failed.map(({ index, outcome }) => ({ index, outcome }))).toEqual([
      { index: poison, outcome: "failed" },
    ]);
    expect(run.results).toHaveLength(300);
    expect(Object.keys(downUntilMs).toSorted()).toEqual(["a", "b"]);
  });
});

describe("the end of a run with several services", () => {
  test("leaves those who wait for one without an outcome", async () => {
    const away = { say: () => AWAY };
    const { submitter, clock } = scriptedFleet({ a: away, b: away });
    const run = new Run(submitter, framesUpTo(30));
    while (run.eventsOf("serviceLost").length < 2) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advanceToNext();
    }
    run.drain.abort();
    expect(await run.ended).toBeNull();
    expect(run.results).toEqual([]);
  });
});
