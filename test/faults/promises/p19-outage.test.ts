import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, type ExpectStatic, expect, test } from "vitest";
import type { FrameResult, RunSummary } from "../../../src/index.ts";
import { monotonicMs } from "../../../scripts/bench/harness/monotonic.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { parseJsonLines } from "../../support/files/json-lines.ts";
import { resultLines } from "../../support/results/result-lines.ts";
import { startCommand } from "../../support/program/command-run.ts";
import { FrameMaker, type LandedImage } from "../../support/frames/frame-maker.ts";
import { judge } from "../judge/judge.ts";
import type { Exchange } from "../oracle/exchange.ts";
import type { OracleFault } from "../oracle/oracle-fault.ts";
import { type Oracle, startOracle } from "../oracle/start-oracle.ts";
import { startProxy } from "../proxy/start-proxy.ts";

const CONCURRENCY = 8;
/**
 * 53 frames a second, almost twice as many as land. An answer takes so long that even a program that hardly gets the
 * processor has as many requests under way as it may.
 */
const CAPACITY = { workers: CONCURRENCY, serviceMs: 150 };
const FRAMES_PER_100_MS = 3;
const LANDING_MS = 8000;
const QUIET_MS = 1000;
const NOTICED_MS = 2000;
const OUTAGE_MS = 6000;
const MAX_RECOVERY_MS = 10_000;
/** What was on its way when it began, what is sent until it is noticed, and the probes: a slow machine takes longer for all. */
const MAX_IN_OUTAGE = 4 * CONCURRENCY;
const STORM: OracleFault = { name: "storm", action: { kind: "answer", status: 503 } };

let maker: FrameMaker;
beforeAll(async () => {
  maker = await FrameMaker.make();
});

interface Surroundings {
  readonly to: string;
  readonly oracle: Oracle;
  readonly home: string;
  /** Of several tests at once, each must use its own. */
  readonly own: ExpectStatic;
}

/** A watch to whose folder 30 frames a second come, before, in and after an outage. */
async function watchThrough({ to, oracle, home, own }: Surroundings, outage: () => Promise<void>) {
  const incoming = join(home, "in");
  await oracle.setCapacity(CAPACITY);
  const landing = landSlowly(incoming);
  const words = ["watch", incoming, "--to", to, "-c", `${CONCURRENCY}`, "--until-file", "DONE"];
  await using run = startCommand([...words, "--json", "--log-format", "json", "-vv"], home);
  const confirmed = async (): Promise<number> => (await oracle.counts()).confirmedImages;
  await own.poll(confirmed).toBeGreaterThan(0);
  await sleep(QUIET_MS);
  await outage();
  const { exitCode, stdout, stderr } = await run.ended;
  expect(exitCode).toBe(0);
  const summary = JSON.parse(stdout) as RunSummary;
  const results = await resultLines(summary.results);
  const events = parseJsonLines(stderr);
  return { landed: await landing, results, events, exchanges: await oracle.exchanges() };
}

async function landSlowly(folder: string): Promise<readonly LandedImage[]> {
  const landed: LandedImage[] = [];
  for (let number = 0; number < LANDING_MS / 100; number += 1) {
    const options = { count: FRAMES_PER_100_MS, from: number * FRAMES_PER_100_MS, isAtomic: true };
    landed.push(...(await maker.writeFiles(folder, options)));
    await sleep(100);
  }
  writeFileSync(join(folder, "DONE"), "");
  return landed;
}

/**
 * Time until the program notices that its service is back. From then on it sends as much as before; how fast a busy
 * machine gets that done is another matter.
 *
 * @param backAtMs by the wall clock, as the times of the events.
 */
function recoveryMs(events: readonly Record<string, unknown>[], backAtMs: number): number {
  const noticed = events
    .filter(({ event }) => event === "serviceRecovered")
    .map(({ time }) => Number(time) - backAtMs);
  return noticed.find((afterMs) => afterMs >= 0) ?? Number.POSITIVE_INFINITY;
}

/** The most requests that were under way at one moment, of those that arrived within a span of time. */
function maxAtOnce(exchanges: readonly Exchange[], fromMs: number, toMs: number): number {
  const within = exchanges.filter(({ arrivedAtMs }) => arrivedAtMs >= fromMs && arrivedAtMs < toMs);
  const counts = within.map(
    ({ arrivedAtMs: atMs }) =>
      within.filter(
        ({ arrivedAtMs, endedAtMs }) =>
          arrivedAtMs <= atMs && (endedAtMs ?? Number.POSITIVE_INFINITY) > atMs,
      ).length,
  );
  return Math.max(0, ...counts);
}

function expectNothingLost(
  landed: readonly LandedImage[],
  results: readonly FrameResult[],
  exchanges: readonly Exchange[],
): void {
  const client = results.map(({ frame, outcome, reason }) => ({ path: frame, outcome, reason }));
  expect(judge({ landed, client, exchanges, freshFrameMs: null }).problems).toEqual([]);
  expect(results.map(({ outcome }) => outcome)).toEqual(results.map(() => "delivered"));
}

describe("P19: a service that is away while frames land is waited for, tried little, and back at full speed within ten seconds,", () => {
  test.concurrent("when it answers 503", async ({ expect: own }) => {
    await using folder = await temporaryFolder();
    await using oracle = await startOracle();
    const span = { fromMs: 0, toMs: 0 };
    let backAtMs = 0;
    const to = oracle.url;
    const run = await watchThrough({ to, oracle, home: folder.path, own }, async () => {
      await oracle.setFaults([STORM]);
      span.fromMs = monotonicMs();
      await sleep(OUTAGE_MS);
      span.toMs = monotonicMs();
      backAtMs = Date.now();
      expect((await oracle.counts()).fired["storm"]).toBeGreaterThan(5);
      await oracle.setFaults([]);
    });
    const { landed, results, events, exchanges } = run;
    const turnedAway = exchanges.filter(({ fault }) => fault === "storm");
    expect(turnedAway.length).toBeLessThanOrEqual(MAX_IN_OUTAGE);
    expect(maxAtOnce(exchanges, span.fromMs + NOTICED_MS, span.toMs)).toBe(1);
    expect(recoveryMs(events, backAtMs)).toBeLessThan(MAX_RECOVERY_MS);
    expect(maxAtOnce(exchanges, span.toMs, Number.POSITIVE_INFINITY)).toBe(CONCURRENCY);
    expect(exchanges.length - turnedAway.length).toBeLessThanOrEqual(landed.length + CONCURRENCY);
    expectNothingLost(landed, results, exchanges);
  });

  test.concurrent("when it refuses connections", async ({ expect: own }) => {
    await using folder = await temporaryFolder();
    await using oracle = await startOracle();
    await using proxy = await startProxy(oracle.url);
    let [backMs, backAtMs] = [0, 0];
    const run = await watchThrough({ to: proxy.url, oracle, home: folder.path, own }, async () => {
      await proxy.refuse();
      await sleep(OUTAGE_MS);
      await proxy.accept();
      [backMs, backAtMs] = [monotonicMs(), Date.now()];
    });
    const { landed, results, events, exchanges } = run;
    const ended = events.filter(({ event }) => event === "requestEnded");
    const refused = ended.filter((event) => JSON.stringify(event).includes("connection refused"));
    expect(refused.length).toBeGreaterThan(5);
    expect(refused.length).toBeLessThanOrEqual(MAX_IN_OUTAGE);
    expect(recoveryMs(events, backAtMs)).toBeLessThan(MAX_RECOVERY_MS);
    expect(maxAtOnce(exchanges, backMs, Number.POSITIVE_INFINITY)).toBe(CONCURRENCY);
    expect(ended.length - refused.length).toBeLessThanOrEqual(landed.length + CONCURRENCY);
    expectNothingLost(landed, results, exchanges);
  });
});
