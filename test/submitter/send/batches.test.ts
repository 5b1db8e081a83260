import { writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { sendSchema } from "../../../src/options/send-options.ts";
import { checkOptions } from "../../../src/options/options-schema.ts";
import { senderFor } from "../../../src/app/services/sender.ts";
import type { FrameResult } from "../../../src/core/frame/frame-result.ts";
import { tfserving } from "../../../src/protocols/tfserving.ts";
import { HttpSubmitter } from "../../../src/submitter/dispatch/http-submitter.ts";
import { frameOfFile, sampleFrame } from "../../support/samples/sample-frame.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import {
  type Answer,
  type ReceivedRequest,
  startCollector,
} from "../../support/services/collector.ts";
import { instancesIn } from "../../support/services/instances.ts";
import { frameFiles, imageBytes } from "../../support/frames/frame-files.ts";
import { FakeClock } from "../../support/clock/fake-clock.ts";
import { Run } from "../../support/stages/submitter-run.ts";
import { turnUntilEnd } from "../turn-clock.ts";

interface Settings {
  readonly batch?: number;
  readonly concurrency?: number;
  readonly retries?: number;
  readonly timeoutMs?: number;
  /** Is turned until the end. @default an instant one */
  readonly clock?: FakeClock;
}

/** A submitter of batches, put together as the program does it. */
async function batchSubmitterTo(to: string, settings: Settings = {}): Promise<HttpSubmitter> {
  const {
    batch = 4,
    concurrency = 2,
    retries = 4,
    clock = new FakeClock({ isInstant: true }),
  } = settings;
  const { timeoutMs = 20_000 } = settings;
  const options = checkOptions(sendSchema, { to, batch, concurrency, retries });
  const protocol = tfserving({ model: "m" });
  const sender = await senderFor(options, { protocol, address: to, timeoutMs }, clock);
  const slots = { ...options, concurrency: concurrency * batch };
  return new HttpSubmitter([{ service: to, sender }], slots, clock, () => 0.5);
}

/** The indexes of the frames in a request. */
function indexesIn(request: ReceivedRequest): readonly number[] {
  return instancesIn(request).map(({ length }) => length - imageBytes(0).length);
}

const predictions = (request: ReceivedRequest): Answer => ({
  body: { predictions: indexesIn(request) },
});

type Script = (indexes: readonly number[], number: number) => Answer | null;

/** Sends frames to a service that answers by the script, and well where that says nothing. */
async function runBatches(script: Script, settings: Settings & { readonly count?: number } = {}) {
  await using folder = await temporaryFolder();
  await using collector = await startCollector({
    answer: (request, number) => script(indexesIn(request), number) ?? predictions(request),
  });
  await using submitter = await batchSubmitterTo(collector.url, settings);
  const run = new Run(submitter, await frameFiles(folder.path, settings.count ?? 8));
  await (settings.clock === undefined ? run.ended : turnUntilEnd(settings.clock, run));
  const requests = collector.requests.map(indexesIn);
  const results = run.results.toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0));
  return { run, requests, results, maxInFlight: collector.maxInFlight };
}

const words = (results: readonly FrameResult[]): string[] =>
  results.map(({ outcome, attempts }) => `${outcome} ${attempts}`);

describe("frames in batches", () => {
  test("get each its own answer, in as many requests as they need", async () => {
    const { requests, results, maxInFlight } = await runBatches(() => null, { count: 40 });
    expect(results.map(({ response }) => response)).toEqual(
      results.map((_, index) => ({ predictions: [index] })),
    );
    expect(words(results)).toEqual(Array(40).fill("delivered 1"));
    expect(requests.flat().toSorted((a, b) => a - b)).toEqual(results.map((_, index) => index));
    expect(requests.length).toBeLessThanOrEqual(20);
    expect(maxInFlight).toBeLessThanOrEqual(2);
  });

  test("P20: fail with the reason where one is rejected, which costs no other an attempt", async () => {
    const poison = (indexes: readonly number[]): Answer | null =>
      indexes.includes(5) ? { status: 400, body: { error: "no image" } } : null;
    const { requests, results } = await runBatches(poison, { retries: 0 });
    const wanted = results.map((_, index) => (index === 5 ? "failed 1" : "delivered 1"));
    expect(words(results)).toEqual(wanted);
    expect(results[5]).toMatchObject({ status: 400, response: { error: "no image" } });
    expect(requests.findLast((indexes) => indexes.includes(5))).toEqual([5]);
  });

  test("P20: fail alone where the service breaks on one, which costs no other an attempt", async () => {
    const poison = (indexes: readonly number[]): Answer | null =>
      indexes.includes(5) ? { status: 500 } : null;
    const { requests, results } = await runBatches(poison, { retries: 1 });
    const wanted = results.map((_, index) => (index === 5 ? "failed 2" : "delivered 1"));
    expect(words(results)).toEqual(wanted);
    const withPoison = requests.filter((indexes) => indexes.includes(5));
    expect(withPoison.map(({ length }) => length)).toEqual([expect.any(Number), 1, 1]);
  });

  test("fail alone where one breaks every connection, too", async () => {
    const poison = (indexes: readonly number[]): Answer | null =>
      indexes.includes(5) ? { kind: "reset" } : null;
    const { results } = await runBatches(poison, { retries: 1, count: 16 });
    expect(results.map(({ outcome }) => outcome)).toEqual(
      results.map((_, index) => (index === 5 ? "failed" : "delivered")),
    );
  });

  test("get through alone when their answer is later than allowed", async () => {
    const slow = ({ length }: readonly number[]): Answer | null =>
      length > 1 ? { kind: "hang" } : null;
    const { results } = await runBatches(slow, { timeoutMs: 300, count: 4 });
    expect(results.map(({ outcome }) => outcome)).toEqual(Array(4).fill("delivered"));
  });

  test("come again, each with an attempt more, when they find the service busy", async () => {
    const busy: Script = (_, number) => (number === 0 ? { status: 503 } : null);
    const { results, requests } = await runBatches(busy, { count: 4, concurrency: 1 });
    const wanted = results.map((_, index) => `delivered ${requests[0]?.includes(index) ? 2 : 1}`);
    expect(words(results)).toEqual(wanted);
    expect(wanted).toContain("delivered 2");
  });

  test("bring one sign of an outage when they find the service busy, not as many as they are", async () => {
    const busy: Script = (_, number) => (number === 0 ? { status: 503 } : null);
    const given = { count: 8, batch: 8, concurrency: 1, clock: new FakeClock() };
    const { results, requests } = await runBatches(busy, given);
    expect(requests[0]).toHaveLength(8);
    // In an outage, some of these attempts would not count.
    expect(words(results)).toEqual(Array(8).fill("delivered 2"));
  });

  test("go without those that are gone or have changed", async () => {
    await using folder = await temporaryFolder();
    await using collector = await startCollector({ answer: predictions });
    await using submitter = await batchSubmitterTo(collector.url);
    const frames = await frameFiles(folder.path, 6);
    const changed = frames[2] ?? sampleFrame();
    await writeFile(changed.path, "another, longer image");
    const run = new Run(submitter, [frameOfFile(folder.path, "gone.jpg"), ...frames]);
    await run.ended;
    const outcomes = Object.fromEntries(run.results.map(({ frame, outcome }) => [frame, outcome]));
    expect(outcomes).toMatchObject({ "gone.jpg": "failed", [changed.relativePath]: "skipped" });
    expect(run.results.filter(({ outcome }) => outcome === "delivered")).toHaveLength(5);
    const sent = collector.requests.flatMap(indexesIn);
    expect(sent.toSorted((a, b) => a - b)).toEqual([0, 1, 3, 4, 5]);
  });
});

describe("a slow source", () => {
  test("has its frames sent when they have waited for long enough", async () => {
    await using folder = await temporaryFolder();
    await using collector = await startCollector({ answer: predictions });
    const clock = new FakeClock();
    await using submitter = await batchSubmitterTo(collector.url, { clock });
    const [first = sampleFrame(), ...others] = await frameFiles(folder.path, 4);
    const { promise: next, resolve: bring } = Promise.withResolvers<void>();
    const slowly = async function* () {
      yield first;
      await next;
      yield* others;
    };
    const run = new Run(submitter, slowly());
    await expect.poll(() => clock.nextDueMs).toBe(20);
    expect(collector.requestCount).toBe(0);
    clock.advance(20);
    await expect.poll(() => run.results.length).toBe(1);
    // The wait for others is no part of it.
    expect(run.results[0]?.latencyMs).toBe(0);
    bring();
    await expect.poll(() => clock.nextDueMs).toBe(40);
    clock.advance(20);
    await run.ended;
    expect(collector.requests.map(indexesIn)).toEqual([[0], [1, 2, 3]]);
  });
});

describe("frames that wait for others in a batch", () => {
  /** Two frames of a stream that does not end, on a clock that stands. */
  async function waiting() {
    const folder = await temporaryFolder();
    const collector = await startCollector({ answer: predictions });
    const clock = new FakeClock();
    const submitter = await batchSubmitterTo(collector.url, { clock });
    const frames = await frameFiles(folder.path, 2);
    const endless = async function* () {
      yield* frames;
      await new Promise(() => {});
    };
    const run = new Run(submitter, endless());
    await expect.poll(() => run.inFlight).toBe(2);
    const dispose = async (): Promise<void> => {
      for (const part of [submitter, collector, folder]) await part[Symbol.asyncDispose]();
    };
    return { run, collector, [Symbol.asyncDispose]: dispose };
  }

  test("are sent by a drain, which finishes what is in flight", async () => {
    await using service = await waiting();
    const { run, collector } = service;
    run.drain.abort();
    await expect.poll(() => run.results.length).toBe(2);
    expect(collector.requests.map(indexesIn)).toEqual([[0, 1]]);
  });

  test("are left without an outcome by an abort, and not sent", async () => {
    await using service = await waiting();
    const { run, collector } = service;
    run.abort.abort();
    run.drain.abort();
    await expect.poll(() => run.inFlight).toBe(0);
    expect([run.results, collector.requestCount]).toEqual([[], 0]);
    expect(run.eventsOf("requestEnded").map(({ verdict }) => verdict)).toEqual([null, null]);
  });
});
