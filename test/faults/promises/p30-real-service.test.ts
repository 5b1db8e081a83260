import { expect, test } from "vitest";
import { systemClock } from "../../../src/core/clock.ts";
import { temporaryFolder } from "../../core/temporary-folder.ts";
import { frameFiles } from "../../submitter/frame-files.ts";
import { Run, submitterTo } from "../../submitter/submitter-run.ts";
import { startOracle } from "../oracle/start-oracle.ts";

const FRAMES = 3000;

/** Sends frames to a service that turns away what it has no room for. */
async function besiege(concurrency: "auto" | number, frameCount: number) {
  await using folder = await temporaryFolder();
  await using oracle = await startOracle();
  await oracle.setCapacity({ workers: 16, serviceMs: 20, queueLimit: 8 });
  const settings = { clock: systemClock, random: Math.random, concurrency } as const;
  await using submitter = submitterTo(oracle.url, settings);
  const run = new Run(submitter, await frameFiles(folder.path, frameCount));
  await run.ended;
  expect(run.results.filter(({ outcome }) => outcome === "delivered")).toHaveLength(frameCount);
  const { requests, overCapacity, greatestInFlight } = await oracle.counts();
  return { run, turnedAway: overCapacity / requests, greatestInFlight };
}

test("P30: a service that turns away what is too much for it is not besieged", async () => {
  const { run, turnedAway, greatestInFlight } = await besiege("auto", FRAMES);
  // It went beyond what the service takes, and so found its bound.
  expect(turnedAway).toBeGreaterThan(0);
  expect(greatestInFlight).toBeGreaterThan(16);
  const limits = run.events.flatMap((event) => (event.type === "limitChanged" ? event.limit : []));
  expect(limits[0]).toBe(4);
  expect(Math.max(...limits)).toBeGreaterThanOrEqual(8);
  expect(Math.max(...limits)).toBeLessThanOrEqual(64);
  // A client that does not listen has most of its requests turned away, on a busy machine, too. How few
  // there are for one that does is decided in simulated time, where it is 2 %.
  const deaf = await besiege(128, FRAMES / 3);
  expect(turnedAway).toBeLessThan(deaf.turnedAway / 4);
});

test("P30: --max-concurrency is never exceeded", async () => {
  await using folder = await temporaryFolder();
  await using oracle = await startOracle();
  await oracle.setCapacity({ workers: 32, serviceMs: 10 });
  const settings = { clock: systemClock, concurrency: "auto", maxConcurrency: 6 } as const;
  await using submitter = submitterTo(oracle.url, settings);
  const run = new Run(submitter, await frameFiles(folder.path, 600));
  await run.ended;
  expect(run.results).toHaveLength(600);
  const { greatestInFlight, connections } = await oracle.counts();
  expect(greatestInFlight).toBe(6);
  expect(connections).toBeGreaterThanOrEqual(6);
});
