import { execFileSync } from "node:child_process";
import {
  constants,
  existsSync,
  openSync,
  readdirSync,
  readSync,
  symlinkSync,
  writeSync,
} from "node:fs";
import { describe, expect, test } from "vitest";
import { DeliveryCommand } from "../support/program/delivery-command.ts";
import { refusal } from "../support/program/run-main.ts";

const IDLE = ["--until-idle", "300ms"];

describe("delivered images", () => {
  test.each([["watch"], ["send"]])("of %s stay by default, and with --keep", async (command) => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    const words = command === "watch" ? IDLE : [];
    for (const flags of [[], ["--keep", "--restart"]])
      expect((await delivery.run([command, "in", ...flags, ...words])).exitCode).toBe(0);
    expect(readdirSync(delivery.path("in"))).toEqual(["a.jpg"]);
    expect(delivery.service.requestCount).toBe(2);
  });

  test("are deleted with --delete, and failed ones stay", async () => {
    await using delivery = await DeliveryCommand.open({
      answer: ({ parts }) => ({ status: parts[0]?.fileName === "bad.jpg" ? 400 : 200 }),
    });
    delivery.land("in/a.jpg", "in/bad.jpg", "in/sub/b.jpg", "single/c.jpg");
    expect((await delivery.run(["watch", "in", "--delete", ...IDLE])).exitCode).toBe(3);
    expect(readdirSync(delivery.path("in"))).toEqual(["bad.jpg", "sub"]);
    expect(readdirSync(delivery.path("in/sub"))).toEqual([]);
    expect((await delivery.run(["send", "single/c.jpg", "--delete"])).exitCode).toBe(0);
    expect(readdirSync(delivery.path("single"))).toEqual([]);
  });

  test("are moved with --move-to, under their path, without overwriting what is there", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("one/a.jpg", "one/sub/b.jpg", "two/a.jpg", "done/a.jpg");
    const words = ["watch", "one", "two", "--move-to", "done", ...IDLE];
    expect((await delivery.run(words)).exitCode).toBe(0);
    expect(readdirSync(delivery.path("done")).toSorted()).toEqual([
      "a.jpg",
      "a~1.jpg",
      "a~2.jpg",
      "sub",
    ]);
    expect(delivery.arrived).toEqual(["one/a.jpg", "one/sub/b.jpg", "two/a.jpg"]);
  });

  test.each([["in/done"], ["link/done"]])(
    "that are moved to %s, inside the watched folder, do not come back as new",
    async (goal) => {
      await using delivery = await DeliveryCommand.open();
      delivery.land("in/a.jpg");
      symlinkSync("in", delivery.path("link"));
      const run = delivery.start(["watch", "in", "--move-to", goal]);
      await expect.poll(() => existsSync(delivery.path("in/done/a.jpg"))).toBe(true);
      delivery.land("in/b.jpg", "in/sub/c.jpg");
      await expect.poll(() => existsSync(delivery.path("in/done/sub/c.jpg"))).toBe(true);
      run.process.kill("SIGTERM");
      expect((await run.ended).exitCode).toBe(0);
      expect(delivery.arrived).toEqual(["in/a.jpg", "in/b.jpg", "in/sub/c.jpg"]);
    },
  );

  test("stay when they were rewritten while they were on their way, and are delivered anew", async () => {
    const first = Promise.withResolvers<object>();
    await using delivery = await DeliveryCommand.open({
      answer: (_, number) => (number === 0 ? first.promise : {}),
    });
    delivery.land("in/a.jpg", "other/a.jpg");
    const run = delivery.start(["watch", "in", "--delete"]);
    await expect.poll(() => delivery.service.requests.length).toBe(1);
    execFileSync("cp", [delivery.path("other/a.jpg"), delivery.path("in/a.jpg")]);
    first.resolve({});
    await expect.poll(() => delivery.arrived).toEqual(["in/a.jpg", "other/a.jpg"]);
    await expect.poll(() => readdirSync(delivery.path("in"))).toEqual([]);
    run.process.kill("SIGTERM");
    expect((await run.ended).summary).toMatchObject({ landed: 2, delivered: 2 });
  });

  test("stay until their answer is written down", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    execFileSync("mkfifo", [delivery.path("results")]);
    const results = openSync(delivery.path("results"), constants.O_RDWR | constants.O_NONBLOCK);
    const isFull = repeated(() => writeSync(results, Buffer.alloc(4096, "\n")));
    expect(isFull).toBe("EAGAIN");
    const run = delivery.start(["watch", "in", "--delete", "--results", "results", ...IDLE]);
    await expect.poll(() => delivery.service.requests.length).toBe(1);
    // Long enough for an image that would go too early.
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(existsSync(delivery.path("in/a.jpg"))).toBe(true);
    let text = "";
    const isWrittenDown = (): boolean => {
      repeated(() => {
        const buffer = Buffer.alloc(4096);
        text += buffer.toString("utf8", 0, readSync(results, buffer));
      });
      return text.includes('"frame":"a.jpg"');
    };
    await expect.poll(isWrittenDown).toBe(true);
    await expect.poll(() => existsSync(delivery.path("in/a.jpg"))).toBe(false);
    expect((await run.ended).exitCode).toBe(0);
  });
});

/** Does something until the system refuses. @returns the system's word for why. */
function repeated(step: () => void): string | undefined {
  try {
    while (true) step();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}

test.each([
  ["both deleted and moved", ["--delete", "--move-to", "done"], "not both"],
  ["moved to where they come from", ["--move-to", "./in/"], "where they come from"],
  ["moved to where they come from by a link", ["--move-to", "link"], "where they come from"],
  ["kept and deleted", ["--keep", "--delete"], "cannot be used with"],
])("delivered images that are to be %s are a usage error", async (_, words, sentence) => {
  await using delivery = await DeliveryCommand.open();
  delivery.land("in/a.jpg");
  symlinkSync("in", delivery.path("link"));
  const { exitCode, stderr } = await refusal(delivery, ["watch", "in", ...words]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(sentence);
});
