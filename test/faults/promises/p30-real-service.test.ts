import { expect, test } from "vitest";
import { systemClock } from "../../../src/core/concurrency/clock.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { frameFiles, imageBytes } from "../../support/frames/frame-files.ts";
import { Run, submitterTo } from "../../support/stages/submitter-run.ts";
import { startOracle } from "../oracle/start-oracle.ts";

const FRAMES = 1500;

/** Slow enough for its places to be what holds frames back, and not the processors of a busy machine. */
const CAPACITY = { workers: 16, serviceMs: 50, queueLimit: 8 };

/** Sends frames to a service that turns away what it has no room for. */
async function besiege(frameCount: number) {
  await using folder = await temporaryFolder();
  await using oracle = await startOracle();
  await oracle.setCapacity(CAPACITY);
  const settings = { clock: systemClock, random: Math.random, concurrency: "auto" } as const;
  await using submitter = submitterTo(oracle.url, settings);
  const run = new Run(submitter, await frameFiles(folder.path, frameCount));
  await run.ended;
  expect(run.results.filter(({ outcome }) => outcome === "delivered")).toHaveLength(frameCount);
  const { requests, overCapacity, maxInFlight } = await oracle.counts();
  return { run, turnedAway: overCapacity / requests, maxInFlight };
}

/** Part of the requests that are turned away from a client that keeps 128 in flight whatever it is answered. */
async function turnedAwayFromDeaf(frameCount: number): Promise<number> {
  await using oracle = await startOracle();
  await oracle.setCapacity(CAPACITY);
  let next = 0;
  const sendInTurn = async (): Promise<void> => {
    while (next < frameCount) {
      const request = { method: "POST", body: imageBytes(next), headers: IMAGE };
      next += 1;
      let status = 0;
      while (status !== 200) status = await statusOf(oracle.url, request);
    }
  };
  await Promise.all(Array.from({ length: 128 }, sendInTurn));
  const { requests, overCapacity } = await oracle.counts();
  return overCapacity / requests;
}

const IMAGE = { "content-type": "image/jpeg" };

async function statusOf(url: string, request: RequestInit): Promise<number> {
  const answer = await fetch(url, request);
  await answer.arrayBuffer();
  return answer.status;
}

test("P30: a service that turns away what is too much for it is not besieged", async () => {
  const { run, turnedAway, maxInFlight } = await besiege(FRAMES);
  // It went beyond what the service takes, and so found its bound.
  expect(turnedAway).toBeGreaterThan(0);
  expect(maxInFlight).toBeGreaterThan(16);
  const limits = run.events.flatMap((event) => (event.type === "limitChanged" ? event.limit : []));
  expect(limits[0]).toBe(4);
  expect(Math.max(...limits)).toBeGreaterThanOrEqual(8);
  expect(Math.max(...limits)).toBeLessThanOrEqual(64);
  // A client that does not listen has many of its requests turned away, on a busy machine, too. How few
  // there are for one that does is decided in simulated time, where it is 2 %.
  const deaf = await turnedAwayFromDeaf(FRAMES / 4);
  expect(deaf).toBeGreaterThan(0.3);
  expect(turnedAway).toBeLessThan(deaf / 4);
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
  const { maxInFlight, connections } = await oracle.counts();
  expect(maxInFlight).toBe(6);
  expect(connections).toBeGreaterThanOrEqual(6);
});
