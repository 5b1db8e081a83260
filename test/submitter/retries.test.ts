import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { describe, expect, test, vi } from "vitest";
import { systemClock } from "../../src/core/concurrency/clock.ts";
import type { Frame } from "../../src/core/frame/frame.ts";
import { HttpSubmitter } from "../../src/submitter/dispatch/http-submitter.ts";
import type { Sender, SendResult } from "../../src/submitter/send-result.ts";
import { sampleFrame } from "../support/samples/sample-frame.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import {
  type Answer,
  type ReceivedRequest,
  startCollector,
} from "../support/services/collector.ts";
import { frameFiles } from "../support/frames/frame-files.ts";
import { FakeClock } from "../support/clock/fake-clock.ts";
import {
  Run,
  runAgainst,
  type Settings,
  submitterTo,
  to,
} from "../support/stages/submitter-run.ts";
import { turnUntilEnd } from "./turn-clock.ts";

const isNamed = ({ parts: [part] }: ReceivedRequest, index: number): boolean =>
  part?.fileName === `frame_${String(index).padStart(8, "0")}.jpg`;

const endings = ({ results }: Run): string[] =>
  results.map(({ outcome, attempts }) => `${outcome} ${attempts}`);

/** Long enough for whatever would be sent now to have arrived. */
async function aWhile(): Promise<void> {
  await using collector = await startCollector();
  for (let count = 0; count < 20; count += 1) {
    await fetch(collector.url, { method: "POST", body: "x" });
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Sends frames to a service whose clock stands still until it is turned. */
async function standing(
  answer: (request: ReceivedRequest, number: number) => Answer,
  settings: Settings & { readonly count: number },
) {
  const folder = await temporaryFolder();
  const clock = new FakeClock();
  const collector = await startCollector({ answer });
  const submitter = submitterTo(collector.url, { ...settings, clock });
  const run = new Run(submitter, await frameFiles(folder.path, settings.count));
  return {
    run,
    clock,
    collector,
    [Symbol.asyncDispose]: async () => {
      run.drain.abort();
      run.abort.abort();
      await run.ended;
      for (const part of [submitter, collector, folder]) await part[Symbol.asyncDispose]();
    },
  };
}

describe("a frame that waits for its retry", () => {
  test("P20: leaves its slot to the others, even if there is only one", async () => {
    await using service = await standing(
      (request, number) => ({ status: number === 0 && isNamed(request, 0) ? 500 : 200 }),
      { count: 10, concurrency: 1 },
    );
    const { run, clock, collector } = service;
    await expect.poll(() => run.results.length).toBe(9);
    expect(collector.requestCount).toBe(10);
    expect(run.results.map(({ index }) => index)).not.toContain(0);
    clock.advance(200);
    await run.ended;
    expect(run.results.at(-1)).toMatchObject({ index: 0, outcome: "delivered", attempts: 2 });
  });

  test("waits for the budget, too, which is a tenth of the new frames and ten", async () => {
    await using service = await standing(() => ({ status: 500 }), {
      count: 300,
      concurrency: 8,
      // No pause at all: nothing but the budget holds them back.
      random: () => 0,
    });
    const { run, clock, collector } = service;
    const retriesOf = (): number => collector.requestCount - 300;
    await expect.poll(retriesOf).toBeGreaterThanOrEqual(10);
    // The budget is looked at again every 100 ms; after a second without new frames it is more generous.
    clock.advance(100);
    await expect.poll(retriesOf).toBe(10 + 30);
    clock.advance(100);
    await aWhile();
    expect(retriesOf()).toBe(40);
    expect(run.eventsOf("requestStarted").filter(({ attempt }) => attempt > 1)).toHaveLength(40);
    expect(run.results.every(({ attempts }) => attempts === 5)).toBe(true);
  });

  test("gets there in the end, however little the budget allows", async () => {
    await using service = await standing(({ number }) => ({ status: number < 60 ? 500 : 200 }), {
      count: 60,
      concurrency: 4,
    });
    const { run, clock } = service;
    await turnUntilEnd(clock, run);
    expect(endings(run)).toEqual(Array(60).fill("delivered 2"));
  });

  test("is one of some thousands at most: beyond that no new frame is taken", async () => {
    let takenCount = 0;
    const many = function* (): Generator<Frame> {
      for (; takenCount < 6000; takenCount += 1) yield sampleFrame({ index: takenCount });
    };
    const broken = { kind: "transientError", status: 500, reason: "why", response: null } as const;
    const sender = scriptedSender(() => ({ verdict: broken, fault: null }));
    const options = {
      concurrency: 8,
      maxConcurrency: 256,
      retries: 4,
      maxOutageMs: null,
      maxFailures: null,
    };
    const run = new Run(new HttpSubmitter(to(sender), options, new FakeClock(), () => 0.5), many());
    await expect.poll(() => takenCount).toBeGreaterThanOrEqual(4096);
    await aWhile();
    expect(takenCount).toBeLessThanOrEqual(4096 + 8 + 2);
    run.drain.abort();
    expect(await run.ended).toBeNull();
  });
});

/** A sender that says what it is told to, and sends nothing. */
function scriptedSender(say: (frame: Frame, number: number) => SendResult): Sender {
  let number = 0;
  return {
    send: async (frame) => {
      await new Promise((resolve) => setImmediate(resolve));
      return say(frame, number++);
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

describe("P18: a service that turns away what it has no capacity for", () => {
  test("is given little more than it takes, and gets every frame", async () => {
    await using folder = await temporaryFolder();
    const capacity = 4;
    let busyCount = 0;
    let refusedCount = 0;
    await using collector = await startCollector({
      answer: async () => {
        if (busyCount === capacity) {
          refusedCount += 1;
          return { status: 429 };
        }
        busyCount += 1;
        await new Promise((resolve) => setTimeout(resolve, 5));
        busyCount -= 1;
        return {};
      },
    });
    const settings = { concurrency: 16, retries: 20, clock: systemClock, random: Math.random };
    await using submitter = submitterTo(collector.url, settings);
    const run = new Run(submitter, await frameFiles(folder.path, 200));
    await run.ended;
    expect(run.results.map(({ outcome }) => outcome)).toEqual(Array(200).fill("delivered"));
    expect(refusedCount).toBeGreaterThan(0);
    // Sent on without a rest, twelve slots would be refused some thousand times.
    expect(refusedCount).toBeLessThan(600);
    expect(run.eventsOf("serviceLost")).toEqual([]);
  });
});

test("the last slot does not rest before the run ends", async () => {
  const verdict = {
    kind: "unavailable",
    status: 429,
    reason: "",
    response: null,
    waitMs: null,
  } as const;
  const sender = scriptedSender(() => ({ verdict, fault: null }));
  const options = {
    concurrency: 1,
    maxConcurrency: 256,
    retries: 3,
    maxOutageMs: null,
    maxFailures: null,
  };
  const clock = new FakeClock();
  let settledAtMs = 0;
  const submitter = new HttpSubmitter(to(sender), options, clock, () => 0.5);
  const run = new Run(submitter, [sampleFrame()], async () => {
    settledAtMs = clock.nowMs();
  });
  await turnUntilEnd(clock, run);
  expect(endings(run)).toEqual(["failed 4"]);
  expect(settledAtMs).toBeGreaterThan(0);
  expect(clock.nowMs()).toBe(settledAtMs);
});

describe("P18: Retry-After", () => {
  test("holds back the whole service, until it is over to the millisecond", async () => {
    const headers = { "retry-after": "7" };
    await using service = await standing(
      (_, number) => (number === 0 ? { status: 429, headers } : {}),
      { count: 20, concurrency: 1 },
    );
    const { run, clock, collector } = service;
    await expect.poll(() => run.eventsOf("requestEnded").length).toBe(1);
    expect(run.eventsOf("requestEnded")).toMatchObject([{ retryInMs: 7000 }]);
    clock.advance(6999);
    await aWhile();
    expect(collector.requestCount).toBe(1);
    clock.advance(1);
    await run.ended;
    expect(run.results).toHaveLength(20);
  });

  test.each([
    [
      "1000000000",
      'the service asks for a pause of "1000000000" (Retry-After), of which 60 s are kept',
    ],
    [
      "Fri, 31 Dec 2199 23:59:59 GMT",
      'the service asks for a pause of "Fri, 31 Dec 2199 23:59:59 GMT" (Retry-After), of which 60 s are kept',
    ],
    ["-1", 'the service asks for a pause of "-1" (Retry-After), which is ignored'],
    ["1e9", 'the service asks for a pause of "1e9" (Retry-After), which is ignored'],
    ["soon", 'the service asks for a pause of "soon" (Retry-After), which is ignored'],
  ])("of %s is reported once, and the run goes on", async (value, message) => {
    const headers = { "retry-after": value };
    const { run } = await runAgainst(
      (_, number) => (number % 2 === 0 && number < 8 ? { status: 429, headers } : {}),
      { count: 10 },
    );
    expect(run.results).toHaveLength(10);
    expect(run.eventsOf("warningRaised")).toEqual([{ type: "warningRaised", message }]);
  });

  test.each(["0", "7", "Wed, 21 Oct 2015 07:28:00 GMT"])("of %s is not reported", async (value) => {
    const headers = { "retry-after": value };
    const { run } = await runAgainst((_, number) => (number === 0 ? { status: 503, headers } : {}));
    expect(run.results).toHaveLength(1);
    expect(run.eventsOf("warningRaised")).toEqual([]);
  });
});

describe("P24: a wall clock that jumps while retries wait", () => {
  test("changes no pause, neither back nor forth", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      const jumpsMs = [-3_600_000, 3_600_000, 315_576_000_000, -315_576_000_000];
      let jumps = 0;
      const clock = new FakeClock({ isInstant: true });
      const headers = { "retry-after": "2" };
      const { run } = await runAgainst(
        (_, number) => {
          vi.setSystemTime(Date.now() + (jumpsMs[number % jumpsMs.length] ?? 0));
          jumps += 1;
          return number < 3 ? { status: 500 } : number < 4 ? { status: 503, headers } : {};
        },
        { clock },
      );
      expect(run.results).toMatchObject([{ outcome: "delivered", attempts: 5 }]);
      expect(clock.sleepsMs).toEqual([100, 200, 400, 2000]);
      expect(jumps).toBe(5);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("P21: a connection that the service closes just as a request comes", () => {
  /** A service that answers only the first request on each connection, and cuts the next one off. */
  async function startForgetful(isPoison: (body: string) => boolean = () => false) {
    const used = new WeakSet<Socket>();
    const counts = { answered: 0, cut: 0, poison: 0 };
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk)).on("error", () => {});
      request.on("end", () => {
        const isBad = isPoison(Buffer.concat(chunks).toString("latin1"));
        counts.poison += isBad ? 1 : 0;
        if (isBad || used.has(request.socket)) {
          counts.cut += 1;
          request.socket.destroy();
          return;
        }
        used.add(request.socket);
        counts.answered += 1;
        response.end("ok");
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return {
      url,
      counts,
      [Symbol.asyncDispose]: async () => {
        server.close();
        server.closeAllConnections();
        await once(server, "close");
      },
    };
  }

  test("the frame goes out again at once, and that is no attempt", async () => {
    await using folder = await temporaryFolder();
    await using service = await startForgetful();
    const clock = new FakeClock({ isInstant: true });
    await using submitter = submitterTo(service.url, { concurrency: 2, retries: 0, clock });
    const run = new Run(submitter, await frameFiles(folder.path, 30));
    await run.ended;
    expect(endings(run)).toEqual(Array(30).fill("delivered 1"));
    expect(service.counts.answered).toBe(30);
    expect(service.counts.cut).toBeGreaterThan(5);
    expect(clock.sleepsMs).toEqual([]);
  });

  test("a frame that breaks every connection is sent twice an attempt at most", async () => {
    await using folder = await temporaryFolder();
    await using service = await startForgetful((body) => body.includes("frame_00000003.jpg"));
    await using submitter = submitterTo(service.url, { concurrency: 1, retries: 2 });
    const run = new Run(submitter, await frameFiles(folder.path, 6));
    await run.ended;
    const failed = run.results.filter(({ outcome }) => outcome === "failed");
    expect(failed).toMatchObject([{ index: 3, attempts: 3 }]);
    // Once more where its connection had been used, which the first attempt's is.
    expect(service.counts.poison).toBeGreaterThan(3);
    expect(service.counts.poison).toBeLessThanOrEqual(2 * 3);
  });
});

describe("a shortage of this machine", () => {
  test("costs no attempt, is reported once, and holds up nobody", async () => {
    const reason = "no file descriptor is left to read the file";
    const starved: SendResult = {
      verdict: { kind: "transientError", status: null, reason, response: null },
      fault: "resourcesExhausted",
    };
    const taken: SendResult = {
      verdict: { kind: "accepted", status: 200, response: null },
      fault: null,
    };
    const sender = scriptedSender(({ index }, number) =>
      number < 40 && index !== 9 ? starved : taken,
    );
    const options = {
      concurrency: 4,
      maxConcurrency: 256,
      retries: 0,
      maxOutageMs: null,
      maxFailures: null,
    };
    const clock = new FakeClock();
    const frames = Array.from({ length: 10 }, (_, index) => sampleFrame({ index }));
    const run = new Run(new HttpSubmitter(to(sender), options, clock, () => 0.5), frames);
    await turnUntilEnd(clock, run);
    expect(endings(run)).toEqual(Array(10).fill("delivered 1"));
    expect(run.results[0]).toMatchObject({ index: 9 });
    expect(run.eventsOf("warningRaised")).toEqual([
      { type: "warningRaised", message: `frames wait, for ${reason}` },
    ]);
    expect(run.eventsOf("serviceLost")).toEqual([]);
  });
});

describe("too many failures", () => {
  test("end the run, with the rest pending", async () => {
    const { run, requestCount } = await runAgainst(() => ({ status: 400 }), {
      count: 50,
      concurrency: 1,
      maxFailures: 3,
    });
    const stop = { cause: "tooManyFailures", reason: "4 of 4 frames failed, more than 3" };
    expect(await run.ended).toEqual(stop);
    expect(run.eventsOf("sendingStopped")).toEqual([{ type: "sendingStopped", ...stop }]);
    expect([run.results.length, requestCount]).toEqual([4, 4]);
  });

  test("leave what is in flight to be finished", async () => {
    const { run, requestCount } = await runAgainst(() => ({ status: 400 }), {
      count: 50,
      concurrency: 8,
      maxFailures: 0,
    });
    expect(await run.ended).toMatchObject({ cause: "tooManyFailures" });
    expect(run.results).toHaveLength(requestCount);
    expect(requestCount).toBeLessThanOrEqual(16);
  });

  test("are not reached while their share stays below the limit", async () => {
    const { run } = await runAgainst((request) => ({ status: isNamed(request, 3) ? 400 : 200 }), {
      count: 50,
      maxFailures: "2%",
    });
    expect(await run.ended).toBeNull();
    expect(run.results).toHaveLength(50);
  });
});
