import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import {
  type FrameResult,
  type RunSummary,
  sendFiles,
  watchFolders,
  type WatchFoldersOptions,
} from "../../../src/index.ts";
import { DeliveryCommand, imageOf } from "../../support/program/delivery-command.ts";
import { startCollector } from "../../support/services/collector.ts";

/** As long as `inside`, so that size and time tell nothing. */
const [INSIDE, OUTSIDE] = [imageOf("in/sub/x.jpg"), imageOf("out/sub/x.jp")];
/** What TensorFlow Serving says of a model that it has. */
const AVAILABLE = JSON.stringify({ model_version_status: [{ state: "AVAILABLE" }] });

/** A folder with a frame in a sub-folder, and one outside of the same name, size and time. */
class Trap implements AsyncDisposable {
  readonly delivery: DeliveryCommand;
  readonly bodies: Buffer[];
  readonly #gate: PromiseWithResolvers<void>;

  private constructor(
    delivery: DeliveryCommand,
    bodies: Buffer[],
    gate: PromiseWithResolvers<void>,
  ) {
    this.delivery = delivery;
    this.bodies = bodies;
    this.#gate = gate;
  }

  /** @param status of every answer, none of which is given before `release`. */
  static async set(status = 200, answerBody = '{"ok":true}'): Promise<Trap> {
    const gate = Promise.withResolvers<void>();
    const bodies: Buffer[] = [];
    const delivery = await DeliveryCommand.open({
      answer: async ({ method, body }) => {
        if (method !== "POST") return { body: AVAILABLE };
        bodies.push(body);
        await gate.promise;
        return { status, body: answerBody, headers: { "content-type": "application/json" } };
      },
    });
    for (const [path, content] of [
      ["in/sub/x.jpg", INSIDE],
      ["outside/x.jpg", OUTSIDE],
    ] as const) {
      mkdirSync(dirname(delivery.path(path)), { recursive: true });
      writeFileSync(delivery.path(path), content);
      utimesSync(delivery.path(path), 1_700_000_000, 1_700_000_000);
    }
    return new Trap(delivery, bodies, gate);
  }

  /** Puts a link to the folder outside in the place of the sub-folder. */
  spring(): void {
    renameSync(this.delivery.path("in/sub"), this.delivery.path("old"));
    symlinkSync(this.delivery.path("outside"), this.delivery.path("in/sub"));
  }

  /** Lets the service answer, once no frame is sent any more as it was when it landed. */
  async release(): Promise<void> {
    await sleep(100);
    this.#gate.resolve();
  }

  /** What was done to the file outside; nothing, if all is well. */
  harm(): readonly string[] {
    const copies = ["done", "aside"].flatMap((name) => this.#filesIn(name));
    const isThere = this.#filesIn("outside").some((bytes) => bytes.equals(OUTSIDE));
    const sent = [...this.bodies, ...copies].filter(
      (bytes) => bytes.includes(OUTSIDE) || bytes.includes(OUTSIDE.toString("base64")),
    );
    return [...(isThere ? [] : ["it is gone"]), ...sent.map(() => "its bytes went out")];
  }

  #filesIn(name: string): readonly Buffer[] {
    if (!existsSync(this.delivery.path(name))) return [];
    return readdirSync(this.delivery.path(name), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release();
    await this.delivery[Symbol.asyncDispose]();
  }
}

/** A watch of the folder in this process, until it is told to stop. */
function watch(trap: Trap, options: Partial<WatchFoldersOptions>) {
  const { delivery } = trap;
  const stop = new AbortController();
  const landed: string[] = [];
  const results: FrameResult[] = [];
  const run = watchFolders({
    folders: [delivery.path("in")],
    to: delivery.service.url,
    state: delivery.path("state"),
    maxConcurrency: 1,
    signal: stop.signal,
    ...options,
  });
  const reading = (async () => {
    for await (const event of run) {
      if (event.type === "frameLanded") landed.push(event.frame.relativePath);
      if (event.type === "frameSettled") results.push(event.result);
    }
  })();
  const ended = async (): Promise<RunSummary> => {
    stop.abort();
    await reading;
    return await run.summary;
  };
  return { landed, results, ended };
}

describe("P40: a folder that becomes a link while its frame waits", () => {
  test.each<[string, Partial<WatchFoldersOptions>, string?]>([
    ["nothing is sent from behind it", {}],
    ["nothing is deleted behind it", { delete: true }],
    ["nothing is read for a smaller copy", { resize: { width: 4, height: 4 } }],
    [
      "nothing goes into a batch",
      { protocol: "tfserving", model: "m", batch: 2 },
      '{"predictions":[1]}',
    ],
  ])("%s", async (_, options, answer) => {
    await using trap = await Trap.set(200, answer);
    const { delivery } = trap;
    renameSync(delivery.path("in/sub"), delivery.path("later"));
    delivery.land("in/a.jpg");
    const run = watch(trap, options);
    await expect.poll(() => trap.bodies.length).toBe(1);
    // It is taken up while the first one holds the only slot.
    renameSync(delivery.path("later"), delivery.path("in/sub"));
    await expect.poll(() => run.landed).toEqual(["a.jpg", "sub/x.jpg"]);
    trap.spring();
    await trap.release();
    await expect.poll(() => run.results.length).toBe(2);
    await run.ended();
    expect(trap.harm()).toEqual([]);
    const byFrame = run.results.toSorted((one, other) => (one.frame < other.frame ? -1 : 1));
    expect(byFrame.map(({ frame, outcome, reason }) => [frame, outcome, reason])).toEqual([
      ["a.jpg", "delivered", null],
      ["sub/x.jpg", "failed", "a folder on its path has been replaced by a link"],
    ]);
  });

  test("sends its mirror nothing from behind it", async () => {
    await using trap = await Trap.set();
    await using mirror = await startCollector();
    const run = watch(trap, { mirror: mirror.url });
    await expect.poll(() => trap.bodies.length).toBe(1);
    trap.spring();
    await trap.release();
    await expect.poll(() => run.results.length).toBe(1);
    await run.ended();
    trap.bodies.push(...mirror.requests.map(({ body }) => body));
    expect(trap.harm()).toEqual([]);
  });
});

describe("P40: a folder that becomes a link while its frame is in flight", () => {
  test.each<[string, number, (trap: Trap) => Partial<WatchFoldersOptions>]>([
    ["nothing is deleted behind it", 200, () => ({ delete: true })],
    ["nothing is moved from behind it", 200, ({ delivery }) => ({ moveTo: delivery.path("done") })],
    [
      "nothing is copied from behind it",
      400,
      ({ delivery }) => ({ onFailure: `copy-to=${delivery.path("aside")}` }),
    ],
  ])("%s", async (_, status, options) => {
    await using trap = await Trap.set(status);
    const run = watch(trap, options(trap));
    await expect.poll(() => trap.bodies.length).toBe(1);
    trap.spring();
    await trap.release();
    await expect.poll(() => run.results.length).toBe(1);
    await run.ended();
    expect(trap.bodies[0]?.includes(INSIDE)).toBe(true);
    expect(trap.harm()).toEqual([]);
    // What was moved away by somebody else is no longer ours to take.
    expect(readdirSync(trap.delivery.path("old"))).toEqual(["x.jpg"]);
  });

  test("sends of a list the file that it named, and not the one that has its path now", async () => {
    await using trap = await Trap.set();
    const { delivery } = trap;
    delivery.land("in/a.jpg");
    const run = sendFiles({
      paths: [delivery.path("in/a.jpg"), delivery.path("in/sub/x.jpg")],
      to: delivery.service.url,
      state: delivery.path("state"),
      maxConcurrency: 1,
      delete: true,
    });
    const landed: string[] = [];
    const reading = (async () => {
      for await (const event of run)
        if (event.type === "frameLanded") landed.push(event.frame.path);
    })();
    await expect.poll(() => [landed.length, trap.bodies.length]).toEqual([2, 1]);
    trap.spring();
    await trap.release();
    await reading;
    expect(await run.summary).toMatchObject({ delivered: 1, failed: 1 });
    expect(trap.harm()).toEqual([]);
  });
});

test("P40: the two files of the trap differ in nothing but their bytes", async () => {
  await using trap = await Trap.set();
  const [inside, outside] = ["in/sub/x.jpg", "outside/x.jpg"].map((path) =>
    statSync(trap.delivery.path(path)),
  );
  expect([outside?.size, outside?.mtimeMs]).toEqual([inside?.size, inside?.mtimeMs]);
  trap.bodies.push(OUTSIDE);
  expect(trap.harm()).toEqual(["its bytes went out"]);
});

test("P40: a failed frame is not sent from behind a link by resubmit", async () => {
  await using trap = await Trap.set(400);
  const { delivery } = trap;
  await trap.release();
  expect((await delivery.run(["send", "in"])).summary).toMatchObject({ failed: 1 });
  trap.spring();
  const { summary, results } = await delivery.run(["resubmit", "in"]);
  expect(summary).toMatchObject({ delivered: 0, failed: 1 });
  expect(results[0]?.reason).toBe("a link leads to it");
  expect(trap.harm()).toEqual([]);
});
