import { describe, expect, test } from "vitest";
import { systemClock } from "../../../src/core/concurrency/clock.ts";
import type { Frame } from "../../../src/core/frame/frame.ts";
import type { FrameResult } from "../../../src/core/frame/frame-result.ts";
import { frameOfFile, sampleFrame } from "../../support/samples/sample-frame.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import {
  type Answer,
  type ReceivedRequest,
  startCollector,
} from "../../support/services/collector.ts";
import { frameFiles, imageBytes } from "../../support/frames/frame-files.ts";
import { FakeClock } from "../../support/clock/fake-clock.ts";
import { Run, runAgainst, SERVICE, submitterTo } from "../../support/stages/submitter-run.ts";

const inOrder = (results: readonly FrameResult[]): FrameResult[] =>
  results.toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0));

describe("a frame's attempts", () => {
  test("deliver it at the third after two answers of 500", async () => {
    const { run, requests } = await runAgainst((_, number) => (number < 2 ? { status: 500 } : {}));
    expect(run.results).toEqual([
      {
        source: "clip.mp4",
        frame: "frame_00000000.jpg",
        index: 0,
        ptsSeconds: 0,
        outcome: "delivered",
        service: SERVICE,
        status: 200,
        attempts: 3,
        latencyMs: expect.any(Number),
        response: { ok: true },
        predictions: null,
        reason: null,
      },
    ]);
    expect(requests.map(({ parts: [part] }) => part?.bytes)).toEqual([
      imageBytes(0),
      imageBytes(0),
      imageBytes(0),
    ]);
    expect(run.eventsOf("requestStarted").map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(run.eventsOf("requestEnded")).toMatchObject([
      { attempt: 1, verdict: { kind: "transientError", status: 500 }, retryInMs: 100 },
      { attempt: 2, verdict: { kind: "transientError", status: 500 }, retryInMs: 200 },
      { attempt: 3, verdict: { kind: "accepted" }, retryInMs: null },
    ]);
  });

  test("end at once with 400, and the frame fails with the service's reason", async () => {
    const { run, requestCount } = await runAgainst(() => ({
      status: 400,
      body: { error: "not an image" },
    }));
    expect(run.results).toMatchObject([
      {
        outcome: "failed",
        status: 400,
        attempts: 1,
        response: { error: "not an image" },
        reason: 'the service answered 400: {"error":"not an image"}',
      },
    ]);
    expect(requestCount).toBe(1);
  });

  test.each([0, 1, 5])(
    "end after %i retries with 500 for ever, and the frame fails with the last reason",
    async (retries) => {
      const answer = (_: ReceivedRequest, number: number): Answer => ({
        status: 500,
        body: `no ${number}`,
      });
      const { run, requestCount } = await runAgainst(answer, { retries });
      expect(run.results).toMatchObject([
        {
          outcome: "failed",
          status: 500,
          attempts: retries + 1,
          response: `no ${retries}`,
          reason: `the service answered 500: no ${retries}`,
        },
      ]);
      expect(requestCount).toBe(retries + 1);
    },
  );

  test("deliver it when the service comes back in time", async () => {
    const { run } = await runAgainst((_, number) => (number === 0 ? { kind: "reset" } : {}));
    expect(run.results).toMatchObject([{ outcome: "delivered", attempts: 2 }]);
  });

  test("are given up at the timeout, each time, where a service hangs", async () => {
    const { run, requestCount } = await runAgainst(() => ({ kind: "hang" }), {
      timeoutMs: 1000,
      retries: 1,
    });
    expect(run.results).toMatchObject([
      { outcome: "failed", status: null, attempts: 2, reason: "no whole answer within 1000 ms" },
    ]);
    expect(requestCount).toBe(2);
  });

  test.each<[string, Answer]>([
    ["is cut", { kind: "cut", byteLength: 5 }],
    ["ends after its headers", { kind: "closeAfterHeaders" }],
  ])("bring no delivery with an answer that %s", async (_, answer) => {
    const { run, requestCount } = await runAgainst((_request, number) =>
      number === 0 ? answer : {},
    );
    expect(run.results).toMatchObject([{ outcome: "delivered", attempts: 2, status: 200 }]);
    expect(run.eventsOf("requestEnded")[0]?.verdict).toMatchObject({
      kind: "transientError",
      status: null,
    });
    expect(requestCount).toBe(2);
  });

  test("end when its file has vanished, and the others go on", async () => {
    await using folder = await temporaryFolder();
    await using collector = await startCollector();
    await using submitter = submitterTo(collector.url);
    const gone = frameOfFile(folder.path, "gone.jpg");
    const run = new Run(submitter, [gone, ...(await frameFiles(folder.path, 2))]);
    await run.ended;
    expect(run.results.filter(({ outcome }) => outcome === "delivered")).toHaveLength(2);
    expect(run.results).toContainEqual(
      expect.objectContaining({
        frame: "gone.jpg",
        outcome: "failed",
        status: null,
        latencyMs: null,
        reason: "the file vanished before it was sent",
      }),
    );
  });
});

describe("the pause before a retry", () => {
  const pausesAfter = async (retryAfter: string | undefined, random = 0.5): Promise<number[]> => {
    const clock = new FakeClock({ isInstant: true });
    const headers = retryAfter === undefined ? {} : { "retry-after": retryAfter };
    const { run } = await runAgainst(
      (_, number) => (number === 0 ? { status: 429, headers } : {}),
      {
        clock,
        random: () => random,
      },
    );
    expect(run.results).toMatchObject([{ outcome: "delivered", attempts: 2 }]);
    expect(run.eventsOf("requestEnded")[0]?.retryInMs).toBe(clock.sleepsMs[0]);
    return clock.sleepsMs;
  };

  test("is as long as the service asks for", async () => {
    expect(await pausesAfter("7")).toEqual([7000]);
  });

  test("is never shorter than our own", async () => {
    expect(await pausesAfter("0")).toEqual([100]);
  });

  test("is our own where the service asks for none, or for nonsense", async () => {
    expect(await pausesAfter(undefined)).toEqual([100]);
    expect(await pausesAfter("soon")).toEqual([100]);
    expect(await pausesAfter("-1")).toEqual([100]);
  });

  test("is at most a minute, whatever the service asks for", async () => {
    expect(await pausesAfter("1000000000")).toEqual([60_000]);
  });

  test("grows with the attempts, and differs between frames by chance", async () => {
    const clock = new FakeClock({ isInstant: true });
    await runAgainst(() => ({ status: 500 }), { clock, random: () => 0.75, retries: 8 });
    expect(clock.sleepsMs).toEqual([150, 300, 600, 1200, 2400, 4800, 7500, 7500]);
  });
});

describe("requests in flight", () => {
  test.each([1, 3, 8])(
    "reach %i, and never more, with as many connections",
    async (concurrency) => {
      await using folder = await temporaryFolder();
      const { promise: gate, resolve: open } = Promise.withResolvers<void>();
      await using collector = await startCollector({
        answer: async (_, number) => {
          if (number < concurrency) await gate;
          return {};
        },
      });
      await using submitter = submitterTo(collector.url, { concurrency });
      const run = new Run(submitter, await frameFiles(folder.path, 5 * concurrency));
      await expect.poll(() => collector.requestCount).toBe(concurrency);
      open();
      await run.ended;
      expect(collector.maxInFlight).toBe(concurrency);
      expect(collector.connectionCount).toBeLessThanOrEqual(concurrency);
      expect(collector.requestCount).toBe(5 * concurrency);
      expect(run.results).toHaveLength(5 * concurrency);
    },
  );

  test("leave further frames in the source until there is a slot for them", async () => {
    await using folder = await temporaryFolder();
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    await using collector = await startCollector({ answer: () => gate.then(() => ({})) });
    await using submitter = submitterTo(collector.url, { concurrency: 2 });
    const frames = await frameFiles(folder.path, 10);
    let takenCount = 0;
    const counting = function* (): Generator<Frame> {
      for (const frame of frames) {
        takenCount += 1;
        yield frame;
      }
    };
    const run = new Run(submitter, counting());
    await expect.poll(() => collector.requestCount).toBe(2);
    expect(takenCount).toBeLessThanOrEqual(3);
    open();
    await run.ended;
    expect(takenCount).toBe(10);
  });

  test("keep a frame's slot until its result is on record", async () => {
    await using folder = await temporaryFolder();
    await using collector = await startCollector();
    await using submitter = submitterTo(collector.url, { concurrency: 2 });
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    let settlingCount = 0;
    const run = new Run(submitter, await frameFiles(folder.path, 6), async () => {
      settlingCount += 1;
      await gate;
    });
    await expect.poll(() => settlingCount).toBe(2);
    expect(collector.requestCount).toBe(2);
    open();
    await run.ended;
    expect(run.results).toHaveLength(6);
  });

  test("raise no warning of Node about leaking listeners when they are many", async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on("warning", onWarning);
    const answer = (_: ReceivedRequest, number: number): Answer => ({
      status: number < 40 ? 503 : 200,
    });
    const { run } = await runAgainst(answer, {
      concurrency: 40,
      count: 80,
      clock: systemClock,
      random: () => 0.05,
    });
    process.off("warning", onWarning);
    expect(run.results).toHaveLength(80);
    expect(warnings).toEqual([]);
  });
});

describe("poison frames", () => {
  test("fail with their reasons, and every good frame is delivered", async () => {
    const poison = new Map([
      ["frame_00000003.jpg", 400],
      ["frame_00000013.jpg", 413],
      ["frame_00000023.jpg", 422],
      ["frame_00000033.jpg", 500],
    ]);
    const { run, requestCount } = await runAgainst(
      ({ parts: [part] }) => ({ status: poison.get(part?.fileName ?? "") ?? 200 }),
      { count: 60, retries: 2 },
    );
    const results = inOrder(run.results);
    expect(results).toHaveLength(60);
    for (const { frame, outcome, status, attempts } of results) {
      const bad = poison.get(frame);
      expect([frame, outcome, status, attempts]).toEqual([
        frame,
        bad === undefined ? "delivered" : "failed",
        bad ?? 200,
        bad === 500 ? 3 : 1,
      ]);
    }
    expect(requestCount).toBe(62);
  });
});

describe("a drain", () => {
  test("sends nothing new and finishes what is in flight", async () => {
    await using folder = await temporaryFolder();
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    await using collector = await startCollector({ answer: () => gate.then(() => ({})) });
    await using submitter = submitterTo(collector.url, { concurrency: 4 });
    const frames = await frameFiles(folder.path, 30);
    let takenCount = 0;
    const counting = function* (): Generator<Frame> {
      for (; takenCount < frames.length; takenCount += 1) yield frames[takenCount] ?? sampleFrame();
    };
    const run = new Run(submitter, counting());
    await expect.poll(() => collector.requestCount).toBe(4);
    run.drain.abort();
    open();
    await run.ended;
    expect(takenCount).toBeLessThan(7);
    expect([collector.requestCount, collector.brokenCount]).toEqual([4, 0]);
    expect(run.results.map(({ outcome }) => outcome)).toEqual(Array(4).fill("delivered"));
    expect(run.eventsOf("requestEnded")).toHaveLength(4);
  });

  test("ends the pauses before retries, and leaves those frames without an outcome", async () => {
    await using folder = await temporaryFolder();
    await using collector = await startCollector({
      answer: () => ({ status: 503, headers: { "retry-after": "60" } }),
    });
    await using submitter = submitterTo(collector.url, { concurrency: 3, clock: systemClock });
    const run = new Run(submitter, await frameFiles(folder.path, 6));
    await expect.poll(() => run.eventsOf("requestEnded").length).toBe(3);
    run.drain.abort();
    await run.ended;
    expect(run.results).toEqual([]);
    expect(collector.requestCount).toBe(3);
  });

  test("that came before the start sends nothing at all", async () => {
    await using folder = await temporaryFolder();
    await using collector = await startCollector();
    await using submitter = submitterTo(collector.url);
    const { promise: start, resolve: begin } = Promise.withResolvers<void>();
    const frames = await frameFiles(folder.path, 3);
    const late = async function* (): AsyncGenerator<Frame> {
      await start;
      yield* frames;
    };
    const run = new Run(submitter, late());
    run.drain.abort();
    begin();
    await run.ended;
    expect([run.results, collector.requestCount]).toEqual([[], 0]);
  });
});

describe("an abort", () => {
  test("breaks off what is in flight, and leaves those frames without an outcome", async () => {
    await using folder = await temporaryFolder();
    await using collector = await startCollector({ answer: () => ({ kind: "hang" }) });
    await using submitter = submitterTo(collector.url, { concurrency: 4 });
    const run = new Run(submitter, await frameFiles(folder.path, 10));
    await expect.poll(() => collector.requestCount).toBe(4);
    run.drain.abort();
    run.abort.abort();
    await run.ended;
    expect(run.results).toEqual([]);
    expect(run.eventsOf("requestEnded")).toMatchObject(
      Array.from({ length: 4 }, () => ({ verdict: null, retryInMs: null })),
    );
    expect(collector.requestCount).toBe(4);
    await expect.poll(() => collector.inFlight).toBe(0);
  });
});

describe("a result that cannot be put on record", () => {
  test("ends the run with that failure, and no further frame is taken", async () => {
    await using folder = await temporaryFolder();
    await using collector = await startCollector();
    await using submitter = submitterTo(collector.url, { concurrency: 2 });
    let settledCount = 0;
    const run = new Run(submitter, await frameFiles(folder.path, 50), async () => {
      settledCount += 1;
      if (settledCount === 5) throw new Error("the disk is full");
    });
    await expect(run.ended).rejects.toThrow("the disk is full");
    expect(collector.requestCount).toBeLessThan(15);
  });

  test("is reported as soon as it is known, even when no further frame comes for a while", async () => {
    await using folder = await temporaryFolder();
    await using collector = await startCollector();
    await using submitter = submitterTo(collector.url, { concurrency: 2 });
    const [frame = sampleFrame()] = await frameFiles(folder.path, 1);
    const { promise: quiet, resolve: endQuiet } = Promise.withResolvers<void>();
    const slow = async function* (): AsyncGenerator<Frame> {
      yield frame;
      await quiet;
    };
    const run = new Run(submitter, slow(), () => Promise.reject(new Error("the disk is full")));
    let failure: unknown;
    run.ended.catch((error: unknown) => (failure = error));
    await expect
      .poll(() => failure)
      .toMatchObject({ message: "the disk is full" })
      .finally(endQuiet);
  });
});
