import { once } from "node:events";
import { createServer } from "node:http";
import { describe, expect, test } from "vitest";
import type { FrameResult } from "../../../src/core/frame/frame-result.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { type Answer, startCollector } from "../../support/services/collector.ts";
import { frameFiles } from "../../support/frames/frame-files.ts";
import { FakeClock } from "../../support/clock/fake-clock.ts";
import { deadAddress } from "../../support/services/raw-service.ts";
import { Run, SERVICE, type Settings, submitterTo } from "../../support/stages/submitter-run.ts";
import { turnUntilEnd } from "../turn-clock.ts";

const HOUR_MS = 3_600_000;
const outcomes = (results: readonly FrameResult[]): string[] =>
  results.map(({ outcome }) => outcome);

/** What the service may go by when it answers. */
interface Moment {
  readonly nowMs: number;
  /** Requests that it has not answered, with this one. */
  readonly inFlight: number;
  readonly fileName: string;
}

/** Sends `count` frames on a clock that is turned, to a service that answers by the moment. */
async function runThrough(
  answer: (moment: Moment) => Answer | Promise<Answer>,
  settings: Settings & { readonly count: number },
) {
  await using folder = await temporaryFolder();
  const clock = new FakeClock();
  const moments: Moment[] = [];
  await using collector = await startCollector({
    answer: ({ parts: [part] }) => {
      const { inFlight } = collector;
      const moment = { nowMs: clock.nowMs(), inFlight, fileName: part?.fileName ?? "" };
      moments.push(moment);
      return answer(moment);
    },
  });
  await using submitter = submitterTo(collector.url, { ...settings, clock });
  const run = new Run(submitter, await frameFiles(folder.path, settings.count));
  await turnUntilEnd(clock, run);
  return { run, stop: await run.ended, moments, endedMs: clock.nowMs() };
}

/** A service that answers 200 at an address at which nothing listened before. */
async function startAt(url: string): Promise<AsyncDisposable> {
  const server = createServer((request, response) => {
    request.resume().on("end", () => response.end("ok"));
  });
  server.listen(Number(new URL(url).port), "127.0.0.1");
  await once(server, "listening");
  return {
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

describe("P19: a service that is down", () => {
  test("is waited for, which is said once, and gets every frame when it is there", async () => {
    await using folder = await temporaryFolder();
    const url = await deadAddress();
    await using submitter = submitterTo(url, { retries: 0, concurrency: 4 });
    const run = new Run(submitter, await frameFiles(folder.path, 30));
    await expect.poll(() => run.eventsOf("requestEnded").length).toBeGreaterThan(40);
    expect(run.results).toEqual([]);
    await using _service = await startAt(url);
    expect(await run.ended).toBeNull();
    expect(outcomes(run.results)).toEqual(Array(30).fill("delivered"));
    expect(run.results.map(({ attempts }) => attempts)).toEqual(Array(30).fill(1));
    expect(run.eventsOf("serviceLost")).toEqual([
      {
        remedy: "is it started, and are the host 127.0.0.1 and the port 80 right?",
        type: "serviceLost",
        service: SERVICE,
        reason: "connection refused: nothing listens there",
      },
    ]);
    expect(run.eventsOf("serviceRecovered")).toHaveLength(1);
  });

  test("fails not even the only frame", async () => {
    await using folder = await temporaryFolder();
    const url = await deadAddress();
    await using submitter = submitterTo(url, { retries: 1 });
    const run = new Run(submitter, await frameFiles(folder.path, 1));
    await expect.poll(() => run.eventsOf("requestEnded").length).toBeGreaterThan(10);
    await using _service = await startAt(url);
    await run.ended;
    expect(run.results).toMatchObject([{ outcome: "delivered", attempts: 1 }]);
  });

  test("is given up when the run is drained, with every frame pending", async () => {
    await using folder = await temporaryFolder();
    await using submitter = submitterTo(await deadAddress());
    const run = new Run(submitter, await frameFiles(folder.path, 30));
    await expect.poll(() => run.eventsOf("serviceLost").length).toBe(1);
    run.drain.abort();
    expect(await run.ended).toBeNull();
    expect(run.results).toEqual([]);
  });
});

describe("P19: an hour of 503", () => {
  const anHour = ({ nowMs }: Moment): Answer => ({ status: nowMs < HOUR_MS ? 503 : 200 });

  test("loses nothing, says so once, and sees one request every five seconds at most", async () => {
    const { run, moments, endedMs } = await runThrough(anHour, { count: 100, concurrency: 8 });
    expect(outcomes(run.results)).toEqual(Array(100).fill("delivered"));
    expect(run.eventsOf("serviceLost")).toHaveLength(1);
    expect(run.eventsOf("serviceRecovered")).toHaveLength(1);
    const during = moments.filter(({ nowMs }) => nowMs < HOUR_MS).map(({ nowMs }) => nowMs);
    const gapsMs = during.slice(1).map((nowMs, index) => nowMs - (during[index] ?? 0));
    expect(Math.max(...gapsMs)).toBeLessThanOrEqual(5000);
    // The first eight go out together, and then the pauses grow up to the longest.
    expect(Math.min(...gapsMs.slice(20))).toBeGreaterThanOrEqual(2500);
    expect(endedMs - HOUR_MS).toBeLessThan(10_000);
  });

  test("costs a frame no attempt once the outage is noticed", async () => {
    const { run } = await runThrough(anHour, { count: 40, concurrency: 8, retries: 4 });
    const attempts = run.results.map((result) => result.attempts).toSorted((a, b) => a - b);
    // Four failures were no outage yet; whatever came after the fifth in a row is its own.
    expect(attempts).toEqual([...Array<number>(36).fill(1), 2, 2, 2, 2]);
  });

  test("is probed with one request at a time", async () => {
    const { moments } = await runThrough(anHour, { count: 20, concurrency: 8 });
    const probes = moments.filter(({ nowMs }) => nowMs > 0 && nowMs < HOUR_MS);
    expect(probes.length).toBeGreaterThan(700);
    expect(Math.max(...probes.map(({ inFlight }) => inFlight))).toBe(1);
  });

  test("is over at once: the next requests go out as many at a time as before", async () => {
    const { promise: full, resolve: fill } = Promise.withResolvers<void>();
    let isBack = false;
    const { run } = await runThrough(
      async ({ nowMs, inFlight }) => {
        if (nowMs < HOUR_MS) return { status: 503 };
        // The probe itself is answered; after it none is, until eight are here.
        if (isBack && inFlight === 8) fill();
        if (isBack) await full;
        isBack = true;
        return {};
      },
      { count: 40, concurrency: 8 },
    );
    expect(outcomes(run.results)).toEqual(Array(40).fill("delivered"));
  });
});

describe("an outage", () => {
  test.each<[string, Answer]>([
    ["429", { status: 429 }],
    ["502", { status: 502 }],
    ["504", { status: 504 }],
    ["connections that break without an answer", { kind: "reset" }],
  ])("is what %s for ten minutes is", async (_, away) => {
    const isAway = ({ nowMs }: Moment): boolean => nowMs < HOUR_MS / 6;
    const { run } = await runThrough((moment) => (isAway(moment) ? away : {}), { count: 12 });
    expect(outcomes(run.results)).toEqual(Array(12).fill("delivered"));
    expect(run.eventsOf("serviceLost")).toHaveLength(1);
  });

  test("is not what a service has that answers 500 to everything: each frame has its attempts", async () => {
    const { run } = await runThrough(() => ({ status: 500 }), { count: 12, retries: 2 });
    expect(run.results.map(({ attempts }) => attempts)).toEqual(Array(12).fill(3));
    expect(outcomes(run.results)).toEqual(Array(12).fill("failed"));
    expect(run.eventsOf("serviceLost")).toEqual([]);
  });

  test("does not hold back for long a service that fails every other request by chance", async () => {
    let number = 0;
    const { run } = await runThrough(() => ({ status: (number += 1) % 5 < 2 ? 503 : 200 }), {
      count: 200,
      retries: 20,
    });
    expect(outcomes(run.results)).toEqual(Array(200).fill("delivered"));
  });
});

describe("P20: frames that look like an outage", () => {
  const POISON = ["frame_00000000.jpg", "frame_00000011.jpg", "frame_00000021.jpg"];
  const poisoned = ({ fileName }: Moment): Answer => ({
    status: POISON.includes(fileName) ? 503 : 200,
  });

  test("fail after their attempts, though at last nothing but them is left", async () => {
    const { run, stop } = await runThrough(poisoned, { count: 60, retries: 4 });
    expect(stop).toBeNull();
    const failed = run.results.filter(({ outcome }) => outcome === "failed");
    expect(failed.map(({ frame }) => frame).toSorted()).toEqual(POISON);
    expect(failed.map(({ attempts }) => attempts)).toEqual([5, 5, 5]);
    expect(run.results).toHaveLength(60);
  });

  test("fail after their attempts where one is all there is", async () => {
    const { run, stop } = await runThrough(poisoned, { count: 1, retries: 7 });
    expect(stop).toBeNull();
    expect(run.results).toMatchObject([{ outcome: "failed", status: 503, attempts: 8 }]);
  });
});

describe("giving up after an outage", () => {
  test("ends the run once the service has been away for so long, with the rest pending", async () => {
    const { run, stop, endedMs } = await runThrough(
      ({ fileName }) => ({ status: fileName === "frame_00000000.jpg" ? 200 : 503 }),
      { count: 20, concurrency: 1, maxOutageMs: 600_000 },
    );
    expect(stop).toEqual({ cause: "outage", reason: 'the service answered 503: {"ok":true}' });
    expect(run.eventsOf("sendingStopped")).toEqual([{ type: "sendingStopped", ...stop }]);
    expect(run.results).toMatchObject([{ outcome: "delivered" }]);
    expect(endedMs).toBeGreaterThanOrEqual(600_000);
    expect(endedMs).toBeLessThan(610_000);
  });

  test("does not happen to a service that is away again and again, but never for so long", async () => {
    const { run, stop, endedMs } = await runThrough(
      ({ nowMs }) => ({ status: nowMs % 300_000 < 290_000 ? 503 : 200, delayMs: 1 }),
      { count: 8, concurrency: 1, maxOutageMs: 600_000, retries: 1000 },
    );
    expect([stop, run.results.length]).toEqual([null, 8]);
    expect(endedMs).toBeGreaterThan(290_000);
  });

  test("ends a run whose outage has lasted that long by the time that it is noticed", async () => {
    await using folder = await temporaryFolder();
    const clock = new FakeClock();
    const settings = { clock, concurrency: 2, maxOutageMs: 1 };
    await using submitter = submitterTo(await deadAddress(), settings);
    const run = new Run(submitter, await frameFiles(folder.path, 6));
    await turnUntilEnd(clock, run);
    expect(await run.ended).toMatchObject({ cause: "outage" });
  });

  test("does not wait for frames that never come", async () => {
    await using folder = await temporaryFolder();
    const clock = new FakeClock();
    await using submitter = submitterTo(await deadAddress(), { clock, maxOutageMs: 60_000 });
    const [frame] = await frameFiles(folder.path, 1);
    const quiet = async function* () {
      if (frame !== undefined) yield frame;
      await new Promise(() => {});
    };
    const run = new Run(submitter, quiet());
    await turnUntilEnd(clock, run);
    expect(await run.ended).toMatchObject({ cause: "outage" });
  });
});
