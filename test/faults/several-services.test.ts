import { createHash } from "node:crypto";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { FrameResult, RunEvent, SendFilesOptions } from "../../src/index.ts";
import { sendFiles } from "../../src/index.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/files/temporary-folder.ts";
import { startCollector } from "../support/services/collector.ts";
import { FrameMaker, type LandedImage } from "../support/frames/frame-maker.ts";
import { judge } from "./judge/judge.ts";
import type { Exchange } from "./oracle/exchange.ts";
import { startOracle } from "./oracle/start-oracle.ts";
import { freePort } from "../../scripts/bench/service/free-port.ts";

/** Frames in a folder of a test's own, and what a run has told of them. */
class Carried implements AsyncDisposable {
  readonly results: FrameResult[] = [];
  readonly warnings: RunEvent[] = [];
  readonly #counts = new Map<string, number>();
  readonly landed: readonly LandedImage[];
  readonly #folder: TemporaryFolder;

  private constructor(folder: TemporaryFolder, landed: readonly LandedImage[]) {
    this.#folder = folder;
    this.landed = landed;
  }

  static async make(count: number): Promise<Carried> {
    const folder = await temporaryFolder();
    const maker = await FrameMaker.make();
    return new Carried(folder, await maker.writeFiles(join(folder.path, "in"), { count }));
  }

  get folder(): string {
    return join(this.#folder.path, "in");
  }

  /** Carries all of them, or those that `list` brings. */
  async by(options: Omit<SendFilesOptions, "paths" | "stateFolder">) {
    const what = options.list === undefined ? { paths: [this.folder] } : {};
    const run = sendFiles({ ...what, state: join(this.#folder.path, "state"), ...options });
    for await (const event of run) {
      if (event.type === "warningRaised") this.warnings.push(event);
      if ("service" in event) this.#count(`${event.type} ${event.service}`);
      if (event.type === "frameSettled") this.results.push(event.result);
    }
    return await run.summary;
  }

  /** What is wrong with the run, by what the services have seen. */
  problems(exchanges: readonly Exchange[]): readonly string[] {
    const client = this.results.map(({ frame, outcome, reason }) => {
      const path = frame.startsWith(this.folder) ? frame.slice(this.folder.length + 1) : frame;
      return { path, outcome, reason };
    });
    return judge({ landed: this.landed, client, exchanges, freshFrameMs: null }).problems;
  }

  of(type: RunEvent["type"], service: string): number {
    return this.#counts.get(`${type} ${service}`) ?? 0;
  }

  #count(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#folder[Symbol.asyncDispose]();
  }
}

describe("two services", () => {
  test("share the frames: each is sent once, one that never answers has as many as its limit, and the other all else", async () => {
    await using carried = await Carried.make(300);
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    await using held = await startCollector({ answer: () => gate.then(() => ({})) });
    await using free = await startCollector();
    const delivering = carried.by({ to: [held.url, free.url], concurrency: 8 });
    // What the one cannot take goes to the other, which is waited for by nothing.
    await expect.poll(() => free.requestCount).toBe(300 - 8);
    expect([held.inFlight, held.requestCount]).toEqual([8, 8]);
    open();
    const summary = await delivering;
    expect(summary).toMatchObject({ delivered: 300, failed: 0, complete: true });
    expect(summary.services.map(({ requests }) => requests)).toEqual([8, 300 - 8]);
    const received = [...held.requests, ...free.requests].map(({ parts: [image] }) =>
      createHash("sha256")
        .update(image?.bytes ?? "")
        .digest("hex"),
    );
    expect(received.toSorted()).toEqual(carried.landed.map(({ digest }) => digest).toSorted());
  });

  test("lose not a frame when one is killed; it comes back, and takes part again", async () => {
    await using carried = await Carried.make(6000);
    await using steady = await startOracle([
      { name: "work", action: { kind: "delay", delayMs: 5 } },
    ]);
    await using mortal = await startOracle([
      { name: "work", action: { kind: "delay", delayMs: 5 } },
    ]);
    const port = Number(new URL(mortal.url).port);
    const shown = `${mortal.url}/`;
    let reborn: Awaited<ReturnType<typeof startOracle>> | null = null;
    const before: Exchange[] = [];
    const isLost = (): boolean => carried.of("serviceLost", shown) > 0;
    const list = (async function* () {
      for (const [index, { path }] of carried.landed.entries()) {
        yield join(carried.folder, path);
        if (index === 500) {
          await expect.poll(() => carried.of("requestEnded", shown)).toBeGreaterThan(50);
          // Silent first, so that what it has accepted until its end is known.
          await mortal.setFaults([{ name: "silence", action: { kind: "hang" } }]);
          await new Promise((resolve) => setTimeout(resolve, 200));
          before.push(...(await mortal.exchanges()));
          await mortal[Symbol.asyncDispose]();
        }
        // Slowly, for the frames are to last until the outage is told, and then until its end is.
        if (index > 500 && !isLost()) await new Promise((resolve) => setTimeout(resolve, 5));
        if (index > 500 && isLost()) reborn ??= await startOracle([], port);
        if (reborn !== null && carried.of("serviceRecovered", shown) === 0)
          await new Promise((resolve) => setTimeout(resolve, 5));
      }
    })();
    const summary = await carried.by({ to: [steady.url, mortal.url], list });
    await using back = reborn ?? (await startOracle());
    expect(summary).toMatchObject({ delivered: 6000, failed: 0, complete: true });
    expect([isLost(), carried.of("serviceRecovered", shown)]).toEqual([true, 1]);
    expect((await back.counts()).requests).toBeGreaterThan(100);
    const results = new Set(carried.results.map(({ frame }) => frame));
    expect(results.size).toBe(6000);
    const problems = carried.problems([
      ...before,
      ...(await steady.exchanges()),
      ...(await back.exchanges()),
    ]);
    expect(problems.filter((problem) => !problem.includes("never answered whole"))).toEqual([]);
  });

  test("share their rejections: what one rejects the other accepts, and what both reject has failed", async () => {
    await using carried = await Carried.make(200);
    const [odd, ...rest] = carried.landed.filter((_, index) => index % 20 === 0);
    const digests = rest.map(({ digest }) => digest);
    const refusal = { kind: "answer", status: 422 } as const;
    await using picky = await startOracle([
      { name: "refused", when: { digests: [...digests, odd?.digest ?? ""] }, action: refusal },
    ]);
    await using easy = await startOracle([
      { name: "refused", when: { digests: [odd?.digest ?? ""] }, action: refusal },
    ]);
    const summary = await carried.by({ to: [picky.url, easy.url] });
    expect(summary).toMatchObject({ delivered: 199, failed: 1 });
    expect(carried.results.filter(({ outcome }) => outcome === "failed")).toMatchObject([
      { frame: odd?.path, attempts: 2, status: 422 },
    ]);
    const fired = await Promise.all([picky.counts(), easy.counts()]);
    expect(fired[0].fired["refused"]).toBeGreaterThan(0);
    expect(fired[1].fired["refused"]).toBe(1);
    expect(carried.problems([...(await picky.exchanges()), ...(await easy.exchanges())])).toEqual(
      [],
    );
  });

  test("fail only the frame that breaks every connection to either", async () => {
    await using carried = await Carried.make(200);
    const digests = [carried.landed[77]?.digest ?? ""];
    const faults = [
      { name: "poison", when: { digests }, action: { kind: "reset", during: "answer" } },
    ] as const;
    await using one = await startOracle(faults);
    await using other = await startOracle(faults);
    const summary = await carried.by({ to: [one.url, other.url], retries: 3 });
    expect(summary).toMatchObject({ delivered: 199, failed: 1, complete: true });
    expect(carried.results.filter(({ outcome }) => outcome === "failed")).toMatchObject([
      { frame: carried.landed[77]?.path, status: null },
    ]);
    const counts = await Promise.all([one.counts(), other.counts()]);
    for (const { fired } of counts) expect(fired["poison"]).toBeGreaterThan(0);
    expect(carried.problems([...(await one.exchanges()), ...(await other.exchanges())])).toEqual(
      [],
    );
  });

  test("get the same idempotency key with every attempt of a frame, wherever it goes", async () => {
    await using carried = await Carried.make(60);
    const broken = { kind: "answer", status: 500 } as const;
    const faults = [{ name: "broken", when: { every: 3 }, action: broken }];
    await using one = await startOracle(faults);
    await using other = await startOracle(faults);
    await carried.by({ to: [one.url, other.url], retries: 20 });
    const keys = new Map<string, Set<string>>();
    const exchanges = [...(await one.exchanges()), ...(await other.exchanges())];
    for (const { fileName, idempotencyKey } of exchanges) {
      const known = keys.get(fileName ?? "") ?? new Set();
      keys.set(fileName ?? "", known.add(idempotencyKey ?? ""));
    }
    expect(exchanges.length).toBeGreaterThan(60);
    expect([...keys.values()].map(({ size }) => size)).toEqual(Array(60).fill(1));
  });

  test("are waited for when both are down at first, and the run goes on with the first that comes", async () => {
    await using carried = await Carried.make(50);
    const ports = await Promise.all([freePort(), freePort()]);
    const [one, other] = ports.map((port) => `http://127.0.0.1:${port}`);
    const running = carried.by({ to: [one ?? "", other ?? ""] });
    await expect.poll(() => carried.of("serviceLost", `${one}/`)).toBe(1);
    await expect.poll(() => carried.of("serviceLost", `${other}/`)).toBe(1);
    expect(carried.results).toEqual([]);
    await using _first = await startOracle([], ports[1]);
    expect(await running).toMatchObject({ delivered: 50, failed: 0 });
    expect(new Set(carried.results.map(({ service }) => service))).toEqual(new Set([`${other}/`]));
  });

  test("end the run when one never answers and all others have been away for as long as --max-outage says", async () => {
    await using carried = await Carried.make(50);
    const to = (await Promise.all([freePort(), freePort()])).map(
      (port) => `http://127.0.0.1:${port}`,
    );
    const { problems, pending: left } = await carried.by({ to, maxOutageMs: 2000 });
    expect(left).toBe(50);
    expect(problems[0]?.message).toContain(`none of ${to.map((url) => `${url}/`).join(", ")}`);
  });
});

describe("a route", () => {
  test("brings frames of a path to their own service, and no others", async () => {
    await using folder = await temporaryFolder();
    const maker = await FrameMaker.make();
    const camera = async (name: string, from: number): Promise<readonly LandedImage[]> =>
      await maker.writeFiles(join(folder.path, "in", name), { count: 20, from });
    const own = await camera("cam1", 0);
    const others = [...(await camera("cam2", 100)), ...(await camera("cam10", 200))];
    await using special = await startOracle();
    await using usual = await startOracle();
    const summary = await sendFiles({
      paths: [join(folder.path, "in")],
      to: usual.url,
      routes: [`cam1/**=${special.url}`],
      state: join(folder.path, "state"),
    }).summary;
    expect(summary).toMatchObject({ delivered: 60, failed: 0 });
    expect(await digestsOf(special)).toEqual(sorted(own));
    expect(await digestsOf(usual)).toEqual(sorted(others));
  });

  test("to a service that is away holds up no frame of the others", async () => {
    await using carried = await Carried.make(300);
    const own = "frame_000000[0-9]5.jpg";
    const port = await freePort();
    await using usual = await startOracle();
    const away = `http://127.0.0.1:${port}`;
    const running = carried.by({ to: usual.url, routes: [{ pattern: own, to: away }] });
    await expect.poll(() => carried.results.length).toBe(290);
    await expect.poll(() => carried.of("serviceLost", `${away}/`)).toBe(1);
    await using special = await startOracle([], port);
    expect(await running).toMatchObject({ delivered: 300, failed: 0, complete: true });
    expect((await special.counts()).requests).toBe(10);
    expect(carried.of("requestStarted", `${usual.url}/`)).toBe(290);
  });
});

describe("a mirror", () => {
  test("gets a copy of each frame that it has room for, once", async () => {
    await using carried = await Carried.make(200);
    await using first = await startOracle([
      { name: "broken", when: { every: 3 }, action: { kind: "answer", status: 500 } },
      { name: "work", action: { kind: "delay", delayMs: 20 } },
    ]);
    await using second = await startOracle();
    const { mirror, delivered } = await carried.by({
      to: first.url,
      mirror: second.url,
      concurrency: 2,
      retries: 20,
    });
    expect(delivered).toBe(200);
    const { sent, dropped, failed } = mirror ?? { sent: 0, dropped: 0, failed: 200 };
    expect([sent + dropped, failed]).toEqual([200, 0]);
    expect(sent).toBeGreaterThan(0);
    const copies = await digestsOf(second);
    expect(copies).toHaveLength(sent);
    expect(new Set(copies).size).toBe(sent);
    expect(sorted(carried.landed)).toEqual(expect.arrayContaining([...copies]));
  });

  test.each([
    ["hangs", { kind: "hang" }],
    ["is broken", { kind: "answer", status: 500 }],
    ["resets", { kind: "reset", during: "answer" }],
    ["talks junk", { kind: "junk" }],
    ["wants a long pause", { kind: "answer", status: 429, retryAfter: "60" }],
  ] as const)("that %s changes nothing of the run", async (_, action) => {
    await using carried = await Carried.make(400);
    await using first = await startOracle();
    await using second = await startOracle([{ name: "bad", action }]);
    const { mirror, ...summary } = await carried.by({
      to: first.url,
      mirror: second.url,
      concurrency: 4,
    });
    expect((await second.counts()).requests).toBeGreaterThan(0);
    expect(summary).toMatchObject({ delivered: 400, failed: 0, complete: true, problems: [] });
    expect(summary.services).toMatchObject([{ service: `${first.url}/`, requests: 400 }]);
    const { sent, dropped, failed } = mirror ?? { sent: -1, dropped: 0, failed: 0 };
    expect([sent, dropped + failed]).toEqual([0, 400]);
    expect(carried.problems(await first.exchanges())).toEqual([]);
  });

  test("that nobody answers for is reported once, and not for each frame", async () => {
    await using carried = await Carried.make(2000);
    await using first = await startOracle([
      { name: "work", action: { kind: "delay", delayMs: 6 } },
    ]);
    const mirror = `http://127.0.0.1:${await freePort()}`;
    const summary = await carried.by({ to: first.url, mirror, concurrency: 4 });
    expect(summary).toMatchObject({ delivered: 2000, failed: 0, complete: true });
    expect(summary.mirror?.dropped).toBeGreaterThan(1900);
    const { warnings } = carried;
    expect(warnings).toHaveLength(1);
    expect(carried.of("serviceLost", `${mirror}/`)).toBe(0);
  });
});

async function digestsOf(oracle: {
  exchanges(): Promise<readonly Exchange[]>;
}): Promise<readonly string[]> {
  return (await oracle.exchanges()).map(({ digest }) => digest ?? "").toSorted();
}

function sorted(images: readonly LandedImage[]): readonly string[] {
  return images.map(({ digest }) => digest).toSorted();
}
