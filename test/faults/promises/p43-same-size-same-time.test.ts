import {
  chmodSync,
  copyFileSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { describe, expect, test } from "vitest";
import { type FrameResult, type RunSummary, sendFiles, watchFolders } from "../../../src/index.ts";
import { DeliveryCommand, imageOf } from "../../support/program/delivery-command.ts";

/** The whole second that an FTP server, say, gives every file. */
const TIME = new Date("2026-01-01T00:00:00Z");

const setTime = (path: string): void => utimesSync(path, TIME, TIME);

/** Ways to put another content in the place of one, with its size and time. */
const WAYS: readonly (readonly [string, (path: string, content: Buffer) => void])[] = [
  [
    "renamed over it",
    (path, content) => {
      writeFileSync(`${path}.part`, content);
      setTime(`${path}.part`);
      renameSync(`${path}.part`, path);
    },
  ],
  [
    "written in its place",
    (path, content) => {
      writeFileSync(path, content);
      setTime(path);
    },
  ],
  [
    "made after it was removed",
    (path, content) => {
      rmSync(path, { force: true });
      writeFileSync(path, content);
      setTime(path);
    },
  ],
];

/** Contents of the same size. */
const CONTENTS = ["red", "sky", "sea"];

const keysOf = ({ service }: DeliveryCommand): readonly unknown[] =>
  service.requests.map(({ headers }) => headers["idempotency-key"]);

const sending = async (
  delivery: DeliveryCommand,
  ...words: readonly string[]
): Promise<RunSummary> => {
  const paths = words.map((word) => delivery.path(word));
  const options = { to: delivery.service.url, state: delivery.path("state") };
  return await sendFiles({ ...options, paths }).summary;
};

/** A watch of `in` in this process. */
class Watching {
  readonly results: FrameResult[] = [];
  readonly warnings: string[] = [];
  readonly #doneFile: string;
  readonly #ended: Promise<RunSummary>;

  constructor(delivery: DeliveryCommand, options: object = {}) {
    mkdirSync(delivery.path("in"), { recursive: true });
    this.#doneFile = delivery.path("in/DONE");
    const run = watchFolders({
      folders: [delivery.path("in")],
      to: delivery.service.url,
      state: delivery.path("state"),
      untilFile: "DONE",
      ...options,
    });
    const listen = async (): Promise<RunSummary> => {
      for await (const event of run) {
        if (event.type === "frameSettled") this.results.push(event.result);
        if (event.type === "warningRaised") this.warnings.push(event.message);
      }
      return await run.summary;
    };
    this.#ended = listen();
  }

  /** Ends it once all that has happened was looked at, and what came of it is delivered. */
  async finish(): Promise<RunSummary> {
    writeFileSync(this.#doneFile, "");
    return await this.#ended;
  }
}

describe("P43: a content of the same size and time", () => {
  test.each(WAYS)(
    "that is %s is delivered once, with a key of its own, by a watch",
    async (_, put) => {
      await using delivery = await DeliveryCommand.open();
      const watching = new Watching(delivery);
      for (const [at, content] of CONTENTS.entries()) {
        put(delivery.path("in/a.jpg"), imageOf(content));
        await expect.poll(() => delivery.arrived.length).toBe(at + 1);
        // Delivered is what the ledger holds; another one over it may come at any time.
        await expect.poll(() => watching.results.length).toBeGreaterThan(at);
      }
      expect(await watching.finish()).toMatchObject({ delivered: 3, failed: 0 });
      expect(delivery.arrived).toEqual(CONTENTS.toSorted());
      expect(new Set(keysOf(delivery)).size).toBe(3);
    },
  );

  test.each(WAYS)("that is %s between two runs is delivered once", async (_, put) => {
    await using delivery = await DeliveryCommand.open();
    mkdirSync(delivery.path("in"));
    for (const content of CONTENTS) {
      put(delivery.path("in/a.jpg"), imageOf(content));
      expect(await sending(delivery, "in")).toMatchObject({ delivered: 1, failed: 0 });
      expect(await sending(delivery, "in")).toMatchObject({ delivered: 0, skipped: 1 });
    }
    expect(delivery.arrived).toEqual(CONTENTS.toSorted());
    expect(new Set(keysOf(delivery)).size).toBe(3);
  });

  test("is delivered as a file that is named, too", async () => {
    await using delivery = await DeliveryCommand.open();
    for (const content of CONTENTS) {
      WAYS[0]?.[1](delivery.path("a.jpg"), imageOf(content));
      expect(await sending(delivery, "a.jpg")).toMatchObject({ delivered: 1 });
    }
    expect(delivery.arrived).toEqual(CONTENTS.toSorted());
  });

  test("is delivered after the former one when it comes while that is being sent", async () => {
    const held = Promise.withResolvers<void>();
    await using delivery = await DeliveryCommand.open({
      answer: async () => {
        await held.promise;
        return {};
      },
    });
    const watching = new Watching(delivery);
    const put = WAYS[0]?.[1] ?? expect.unreachable();
    put(delivery.path("in/a.jpg"), imageOf("red"));
    await expect.poll(() => delivery.service.requests.length).toBe(1);
    put(delivery.path("in/a.jpg"), imageOf("sky"));
    // It was noticed, for what came after it is under way.
    delivery.land("in/b.jpg");
    await expect.poll(() => delivery.service.requestCount).toBe(2);
    held.resolve();
    await expect.poll(() => delivery.arrived).toEqual(["in/b.jpg", "red", "sky"]);
    expect(await watching.finish()).toMatchObject({ delivered: 3, failed: 0 });
  });

  test("is sent alone when it comes before the former one was read", async () => {
    const held = Promise.withResolvers<void>();
    await using delivery = await DeliveryCommand.open({
      answer: async () => {
        await held.promise;
        return {};
      },
    });
    delivery.land("in/a.jpg");
    const watching = new Watching(delivery, { concurrency: 1, order: "name" });
    await expect.poll(() => delivery.service.requests.length).toBe(1);
    const put = WAYS[1]?.[1] ?? expect.unreachable();
    put(delivery.path("in/b.jpg"), imageOf("red"));
    delivery.land("in/c.jpg");
    put(delivery.path("in/b.jpg"), imageOf("sky"));
    held.resolve();
    await expect.poll(() => delivery.arrived).toEqual(["in/a.jpg", "in/c.jpg", "sky"]);
    await watching.finish();
  });

  test("has the same key on every attempt, also in a later run, and is sent again by resubmit", async () => {
    const statuses = [200, 400, 200];
    await using delivery = await DeliveryCommand.open({
      answer: (_, number) => ({ status: statuses[number] ?? 500 }),
    });
    mkdirSync(delivery.path("in"));
    const put = WAYS[0]?.[1] ?? expect.unreachable();
    put(delivery.path("in/a.jpg"), imageOf("red"));
    expect(await sending(delivery, "in")).toMatchObject({ delivered: 1 });
    put(delivery.path("in/a.jpg"), imageOf("sky"));
    expect(await sending(delivery, "in")).toMatchObject({ failed: 1 });
    const again = await delivery.plain([
      ...["resubmit", delivery.path("in"), "--state", delivery.path("state")],
    ]);
    expect(again.exitCode).toBe(0);
    const [first, second, third] = keysOf(delivery);
    expect(second).not.toBe(first);
    expect(third).toBe(second);
    expect(await sending(delivery, "in")).toMatchObject({ skipped: 1, failed: 0 });
  });
});

describe("P43: the same content is no new frame", () => {
  test("whatever is done to its file in a watch: nothing is sent or counted again", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg", "in/b.jpg");
    const watching = new Watching(delivery);
    await expect.poll(() => watching.results.length).toBe(2);
    const before = ["a", "b"].map((name) => lstatSync(delivery.path(`in/${name}.jpg`)));
    chmodSync(delivery.path("in/a.jpg"), 0o600);
    linkSync(delivery.path("in/b.jpg"), delivery.path("b-again"));
    const after = ["a", "b"].map((name) => lstatSync(delivery.path(`in/${name}.jpg`)));
    const isTouched = after.map(({ ctimeMs }, at) => ctimeMs !== before[at]?.ctimeMs);
    expect(isTouched).toEqual([true, true]);
    const summary = await watching.finish();
    expect(summary).toMatchObject({ landed: 2, delivered: 2, skipped: 0, failed: 0 });
    expect(delivery.arrived).toHaveLength(2);
  });

  test("after a new mount, a restored copy or a new mode: nothing is sent again, and it is read once", async () => {
    await using delivery = await DeliveryCommand.open();
    mkdirSync(delivery.path("in"));
    for (const name of ["a", "b", "c"]) {
      writeFileSync(delivery.path(`in/${name}.jpg`), imageOf(name));
      setTime(delivery.path(`in/${name}.jpg`));
    }
    expect(await sending(delivery, "in")).toMatchObject({ delivered: 3 });
    // New inodes and change times for all.
    mkdirSync(delivery.path("copy"));
    for (const name of readdirSync(delivery.path("in"))) {
      copyFileSync(delivery.path("in", name), delivery.path("copy", name));
      setTime(delivery.path("copy", name));
    }
    const inodesOf = (folder: string): readonly number[] =>
      readdirSync(delivery.path(folder)).map((name) => lstatSync(delivery.path(folder, name)).ino);
    expect(inodesOf("copy")).not.toEqual(inodesOf("in"));
    rmSync(delivery.path("in"), { recursive: true });
    renameSync(delivery.path("copy"), delivery.path("in"));
    expect(await sending(delivery, "in")).toMatchObject({ delivered: 0, skipped: 3 });
    // What was read then is on record: another content that shows by its bytes alone is not looked for.
    expect(await sending(delivery, "in")).toMatchObject({ delivered: 0, skipped: 3 });
    expect(delivery.arrived).toEqual(["a", "b", "c"]);
  });

  test("while it is being sent: it is not sent a second time", async () => {
    const held = Promise.withResolvers<void>();
    await using delivery = await DeliveryCommand.open({
      answer: async () => {
        await held.promise;
        return {};
      },
    });
    delivery.land("in/a.jpg");
    const watching = new Watching(delivery);
    await expect.poll(() => delivery.service.requests.length).toBe(1);
    chmodSync(delivery.path("in/a.jpg"), 0o640);
    delivery.land("in/b.jpg");
    await expect.poll(() => delivery.service.requestCount).toBe(2);
    held.resolve();
    await expect.poll(() => watching.results.length).toBe(2);
    expect(await watching.finish()).toMatchObject({ landed: 2, delivered: 2, skipped: 0 });
    expect(delivery.arrived).toEqual(["in/a.jpg", "in/b.jpg"]);
  });

  test("and is deleted by --delete, though its mode or a link of it has changed since it was sent", async () => {
    const held = Promise.withResolvers<void>();
    await using delivery = await DeliveryCommand.open({
      answer: async () => {
        await held.promise;
        return {};
      },
    });
    delivery.land("in/a.jpg", "in/b.jpg");
    linkSync(delivery.path("in/a.jpg"), delivery.path("in/c.jpg"));
    const watching = new Watching(delivery, { delete: true, concurrency: 3 });
    await expect.poll(() => delivery.service.requests.length).toBe(3);
    chmodSync(delivery.path("in/b.jpg"), 0o640);
    held.resolve();
    await expect.poll(() => readdirSync(delivery.path("in"))).toEqual([]);
    expect(await watching.finish()).toMatchObject({ delivered: 3, failed: 0 });
  });

  test("but another one under its name, size and time stays with --delete, and is delivered", async () => {
    const held = Promise.withResolvers<void>();
    await using delivery = await DeliveryCommand.open({
      answer: async (_, number) => {
        if (number === 0) await held.promise;
        return {};
      },
    });
    mkdirSync(delivery.path("in"));
    const put = WAYS[0]?.[1] ?? expect.unreachable();
    put(delivery.path("in/a.jpg"), imageOf("red"));
    const watching = new Watching(delivery, { delete: true });
    await expect.poll(() => delivery.service.requests.length).toBe(1);
    put(delivery.path("in/a.jpg"), imageOf("sky"));
    held.resolve();
    await expect.poll(() => delivery.arrived).toEqual(["red", "sky"]);
    await expect.poll(() => readdirSync(delivery.path("in"))).toEqual([]);
    expect(await watching.finish()).toMatchObject({ delivered: 2, failed: 0 });
  });
});

test("P43: with --only-new a new mode makes no new frame of what was there, but another file does", async () => {
  await using delivery = await DeliveryCommand.open();
  mkdirSync(delivery.path("in"));
  const put = WAYS[0]?.[1] ?? expect.unreachable();
  put(delivery.path("in/a.jpg"), imageOf("red"));
  put(delivery.path("in/b.jpg"), imageOf("sky"));
  await new Promise((resolve) => setTimeout(resolve, 50));
  const watching = new Watching(delivery, { onlyNew: true });
  let number = 0;
  const landOne = (): number => {
    delivery.land(`in/new-${(number += 1)}.jpg`);
    return delivery.arrived.length;
  };
  await expect.poll(landOne).toBeGreaterThan(0);
  chmodSync(delivery.path("in/a.jpg"), 0o640);
  put(delivery.path("in/b.jpg"), imageOf("sea"));
  expect(await watching.finish()).toMatchObject({ skipped: 0, failed: 0 });
  const old = delivery.arrived.filter((path) => !path.startsWith("in/new-"));
  expect(old).toEqual(["sea"]);
});

describe("P43: a folder that is renamed brings no new frames", () => {
  test("within a watch, with its sub-folders: they count as delivered before", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a/1.jpg", "in/a/b/2.jpg", "in/other/1.jpg");
    const watching = new Watching(delivery);
    await expect.poll(() => watching.results.length).toBe(3);
    renameSync(delivery.path("in/a"), delivery.path("in/renamed"));
    // What lands there afterwards is new, under whatever name.
    delivery.land("in/renamed/3.jpg", "in/a/4.jpg");
    await expect.poll(() => delivery.arrived).toHaveLength(5);
    expect(await watching.finish()).toMatchObject({ delivered: 5, skipped: 2, failed: 0 });
    const skipped = watching.results.filter(({ outcome }) => outcome === "skipped");
    expect(skipped.map(({ frame, reason }) => `${frame}: ${reason}`).toSorted()).toEqual([
      "renamed/1.jpg: delivered before",
      "renamed/b/2.jpg: delivered before",
    ]);
    expect(await sending(delivery, "in")).toMatchObject({ delivered: 0, skipped: 5 });
  });

  test("between two runs, more than once, and back", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a/1.jpg");
    expect(await sending(delivery, "in")).toMatchObject({ delivered: 1 });
    for (const [from, to] of [
      ["a", "b"],
      ["b", "c/d"],
      ["c/d", "a"],
    ] as const) {
      mkdirSync(delivery.path("in/c"), { recursive: true });
      renameSync(delivery.path("in", from), delivery.path("in", to));
      expect(await sending(delivery, "in")).toMatchObject({ delivered: 0, skipped: 1 });
    }
    expect(delivery.arrived).toEqual(["in/a/1.jpg"]);
  });

  test("but one that is copied, or made anew with other files of that name, size and time, does", async () => {
    await using delivery = await DeliveryCommand.open();
    mkdirSync(delivery.path("in/a"), { recursive: true });
    const place = (path: string, content: string): void => {
      mkdirSync(delivery.path("in", path, ".."), { recursive: true });
      writeFileSync(delivery.path("in", path), imageOf(content));
      setTime(delivery.path("in", path));
    };
    place("a/1.jpg", "red");
    expect(await sending(delivery, "in")).toMatchObject({ delivered: 1 });
    place("b/1.jpg", "sky");
    expect(await sending(delivery, "in")).toMatchObject({ delivered: 1, skipped: 1 });
    rmSync(delivery.path("in/a"), { recursive: true });
    // It may well get the inodes of what has just gone.
    place("c/1.jpg", "sea");
    expect(await sending(delivery, "in")).toMatchObject({ delivered: 1, skipped: 1 });
    expect(delivery.arrived).toEqual(["red", "sea", "sky"]);
  });

  test("and takes along its failures, which resubmit finds under the new name", async () => {
    let isMended = false;
    await using delivery = await DeliveryCommand.open({
      answer: () => ({ status: isMended ? 200 : 400 }),
    });
    delivery.land("in/a/1.jpg");
    expect(await sending(delivery, "in")).toMatchObject({ failed: 1 });
    renameSync(delivery.path("in/a"), delivery.path("in/b"));
    expect(await sending(delivery, "in")).toMatchObject({ failed: 1, delivered: 0 });
    expect(delivery.service.requestCount).toBe(1);
    isMended = true;
    const { exitCode } = await delivery.plain([
      ...["resubmit", delivery.path("in"), "--state", delivery.path("state")],
    ]);
    expect([exitCode, delivery.arrived]).toEqual([0, ["in/a/1.jpg", "in/a/1.jpg"]]);
  });
});
