import { describe, expect, test } from "vitest";
import { QuotaFile } from "../../../src/ledger/quota-file.ts";
import { DailyLimit } from "../../../src/submitter/quota/daily-limit.ts";
import { PacedLimit } from "../../../src/submitter/quota/paced-limit.ts";
import { ServiceQuota } from "../../../src/submitter/quota/service-quota.ts";
import { FakeClock } from "../../support/clock/fake-clock.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";

const NOON = Date.UTC(2026, 11, 1, 12);
const MIDNIGHT = Date.UTC(2026, 11, 2);
const never = new AbortController().signal;

/** Quotas of processes that share a state folder, at noon on a clock that turns by itself. */
async function service({ isInstant = true, atMs = NOON } = {}) {
  const folder = await temporaryFolder();
  const clock = new FakeClock({ isInstant });
  const wallClockMs = (): number => atMs + clock.nowMs();
  const told: string[] = [];
  const files: QuotaFile[] = [];
  const quota = (limit: (store: QuotaFile) => DailyLimit | PacedLimit): ServiceQuota => {
    const store = QuotaFile.open(folder.path);
    files.push(store);
    return new ServiceQuota({
      ...{ limits: [limit(store)], clock, wallClockMs },
      onPause: (option, untilMs) => told.push(`${option} until ${new Date(untilMs).toISOString()}`),
      onResume: () => told.push("resumed"),
    });
  };
  return {
    ...{ clock, told, wallClockMs },
    perDay: (maxPerDay: number) =>
      quota((store) => new DailyLimit({ name: "http://service", store, maxPerDay })),
    every: (costMs: number) =>
      quota(
        (store) =>
          new PacedLimit({
            option: "maxRate",
            name: "http://service",
            store,
            costMs: () => costMs,
          }),
      ),
    [Symbol.asyncDispose]: async () => {
      for (const file of files) file[Symbol.dispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function sendMany(quota: ServiceQuota, count: number): Promise<void> {
  for (let sent = 0; sent < count; sent += 1)
    expect(await quota.acquire(100, never)).toBe("granted");
}

describe("a limit for a day", () => {
  test("lets the rest wait for midnight in UTC, and says so once", async () => {
    await using shared = await service();
    const quota = shared.perDay(3);
    await sendMany(quota, 3);
    expect([shared.clock.nowMs(), quota.pauseLeftMs]).toEqual([0, 0]);
    await sendMany(quota, 2);
    expect(shared.wallClockMs()).toBe(MIDNIGHT);
    expect(shared.told).toEqual(["maxPerDay until 2026-12-02T00:00:00.000Z", "resumed"]);
    expect(quota.pausedMs).toBe(MIDNIGHT - NOON);
  });

  test("tells what is left of it for all processes, and what holds requests back until when", async () => {
    await using shared = await service({ isInstant: false });
    const [quota, other] = [shared.perDay(3), shared.perDay(3)];
    expect([quota.leftOfDay, quota.hold]).toEqual([3, null]);
    await sendMany(quota, 1);
    await sendMany(other, 1);
    expect([quota.leftOfDay, other.leftOfDay]).toEqual([1, 1]);
    await sendMany(other, 1);
    const stopping = new AbortController();
    const waiting = quota.acquire(100, stopping.signal);
    await expect.poll(() => quota.hold).toEqual({ option: "maxPerDay", untilMs: MIDNIGHT });
    expect(quota.leftOfDay).toBe(0);
    stopping.abort();
    expect(await waiting).toBe("aborted");
    await using rate = await service();
    expect(rate.every(100).leftOfDay).toBeNull();
  });

  test("is one for all processes, and a killed one takes its block with it", async () => {
    await using shared = await service();
    const [killed, ended, last] = [shared.perDay(2000), shared.perDay(2000), shared.perDay(2000)];
    await sendMany(killed, 1);
    await sendMany(ended, 5);
    ended[Symbol.dispose]();
    let sent = 0;
    while (last.tryAcquire(100)) sent += 1;
    // Ten at once are reserved: nine of the killed one are lost, none of the one that ended.
    expect(sent).toBe(2000 - 10 - 5);
  });

  test("is counted from the beginning in a process that starts anew on the next day", async () => {
    await using shared = await service();
    await sendMany(shared.perDay(2), 2);
    shared.clock.advance(MIDNIGHT - NOON);
    expect(shared.perDay(2).tryAcquire(100)).toBe(true);
  });

  test("goes on with the day on record where the clock was set back", async () => {
    await using shared = await service({ atMs: MIDNIGHT + 1000 });
    await sendMany(shared.perDay(2), 2);
    shared.clock.advance(-3_600_000);
    expect(shared.perDay(2).tryAcquire(100)).toBe(false);
  });

  test("lets nothing go out in the last second, which might arrive on the next day", async () => {
    await using shared = await service({ atMs: MIDNIGHT - 900 });
    await sendMany(shared.perDay(5), 1);
    expect(shared.wallClockMs()).toBe(MIDNIGHT);
  });

  test("that was lowered below what went out lets nothing out", async () => {
    await using shared = await service();
    await sendMany(shared.perDay(9), 5);
    expect(shared.perDay(3).tryAcquire(100)).toBe(false);
  });
});

describe("a rate", () => {
  test("holds for the process after one that was killed", async () => {
    await using shared = await service({ isInstant: false });
    expect(shared.every(60_000).tryAcquire(100)).toBe(true);
    const next = shared.every(60_000);
    expect(next.tryAcquire(100)).toBe(false);
    shared.clock.advance(60_000);
    expect(next.tryAcquire(100)).toBe(true);
  });

  test("serves requests in the order in which they came, and none that gave up", async () => {
    await using shared = await service({ isInstant: false });
    const quota = shared.every(1000);
    const givenUp = new AbortController();
    const order: string[] = [];
    const ask = async (name: string, signal = never): Promise<void> => {
      order.push(`${name} ${await quota.acquire(100, signal)}`);
    };
    const all = [ask("a"), ask("b", givenUp.signal), ask("c")];
    await expect.poll(() => shared.clock.asleep).toBe(1);
    givenUp.abort(new Error("over"));
    await expect.poll(() => order.length).toBe(2);
    shared.clock.advanceToNext();
    await Promise.all(all);
    expect(order).toEqual(["a granted", "b aborted", "c granted"]);
  });

  test("lets go of a request that gives up behind one that does not", async () => {
    await using shared = await service({ isInstant: false });
    const quota = shared.every(60_000);
    expect(quota.tryAcquire(100)).toBe(true);
    const patient = new AbortController();
    const waiting = quota.acquire(100, patient.signal);
    const givenUp = new AbortController();
    const behind = quota.acquire(100, givenUp.signal);
    givenUp.abort();
    expect(await behind).toBe("aborted");
    patient.abort();
    expect(await waiting).toBe("aborted");
  });

  test("tells a request at once that could go elsewhere, and until when", async () => {
    await using shared = await service({ isInstant: false });
    const quota = shared.every(60_000);
    expect(quota.tryAcquire(100)).toBe(true);
    expect(await quota.acquire(100, never, false)).toBe("paused");
    expect(quota.pauseLeftMs).toBeCloseTo(60_000, -2);
  });
});
