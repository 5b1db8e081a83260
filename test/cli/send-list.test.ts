import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { DeliveryCommand } from "../support/program/delivery-command.ts";
import { BIN } from "../support/program/command-run.ts";

/** Sends a list that is there at once. */
async function sendList(delivery: DeliveryCommand, list: string, ...words: readonly string[]) {
  const run = delivery.start(["send", "-", ...words], { hasInput: true });
  run.process.stdin?.end(list);
  return await run.ended;
}

describe("paths on standard input", () => {
  test("are sent one by one, while the list is still open", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("a.jpg", "b.jpg", "c.jpg");
    const run = delivery.start(["send", "-"], { hasInput: true });
    run.process.stdin?.write("a.jpg\nb.j");
    await expect.poll(() => delivery.arrived).toEqual(["a.jpg"]);
    run.process.stdin?.write("pg\n");
    await expect.poll(() => delivery.arrived).toEqual(["a.jpg", "b.jpg"]);
    run.process.stdin?.end(delivery.path("c.jpg"));
    const { exitCode, summary, results } = await run.ended;
    expect(exitCode).toBe(0);
    expect(summary).toMatchObject({ landed: 3, delivered: 3, complete: true });
    expect(results.map(({ source, frame }) => [source, frame])).toEqual([
      ["-", "a.jpg"],
      ["-", "b.jpg"],
      ["-", delivery.path("c.jpg")],
    ]);
  });

  test("from one directory are one job: a second one beside the first ends with an error, unless its state is its own", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("a.jpg", "b.jpg");
    const first = delivery.start(["send", "-"], { hasInput: true });
    first.process.stdin?.write("a.jpg\n");
    await expect.poll(() => delivery.arrived).toEqual(["a.jpg"]);
    expect((await sendList(delivery, "b.jpg\n")).exitCode).toBe(6);
    const state = delivery.path("other-state");
    expect((await sendList(delivery, "b.jpg\n", "--state", state)).exitCode).toBe(0);
    expect(delivery.arrived).toEqual(["a.jpg", "b.jpg"]);
    first.process.stdin?.end();
    expect((await first.ended).exitCode).toBe(0);
  });

  test("may end in carriage returns, and have empty lines between them", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("a.jpg", "b.jpg");
    const { exitCode } = await sendList(delivery, "a.jpg\r\n\r\nb.jpg\r\n");
    expect([exitCode, delivery.arrived]).toEqual([0, ["a.jpg", "b.jpg"]]);
  });

  test("may be separated by NUL with -0, and then hold line breaks", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("a\nb.jpg", "c.jpg");
    const { exitCode } = await sendList(delivery, "a\nb.jpg\0c.jpg\0", "-0");
    expect([exitCode, delivery.arrived]).toEqual([0, ["a\nb.jpg", "c.jpg"]]);
  });

  test("are sent once when they are listed twice, and again when the file has changed", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("a.jpg", "other.jpg");
    const run = delivery.start(["send", "-"], { hasInput: true });
    run.process.stdin?.write("a.jpg\na.jpg\n");
    await expect.poll(() => delivery.arrived).toEqual(["a.jpg"]);
    copyFileSync(delivery.path("other.jpg"), delivery.path("a.jpg"));
    run.process.stdin?.end("a.jpg\na.jpg\n");
    const { exitCode, summary } = await run.ended;
    expect([exitCode, summary.delivered]).toEqual([0, 2]);
    expect(delivery.arrived).toEqual(["a.jpg", "other.jpg"]);
  });

  test("stand beside paths that are named", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg", "b.jpg", "c.jpg");
    const { exitCode } = await sendList(delivery, "c.jpg\n", "in", "b.jpg");
    expect([exitCode, delivery.arrived]).toEqual([0, ["b.jpg", "c.jpg", "in/a.jpg"]]);
  });

  test("that lead to no image fail with their reason, and the others are delivered", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("a.jpg", "z.jpg");
    mkdirSync(delivery.path("folder"));
    const { exitCode, summary } = await sendList(delivery, "a.jpg\nnowhere.jpg\nfolder\nz.jpg\n");
    expect(exitCode).toBe(3);
    expect(summary).toMatchObject({ landed: 4, delivered: 2, failed: 2 });
    const failures = summary.failures.map(({ reason, examples }) => `${examples[0]}: ${reason}`);
    expect(failures.toSorted()).toEqual([
      "folder: it is a folder, not an image file",
      "nowhere.jpg: there is no such file",
    ]);
  });

  test("of a file that is still being written wait for it, while others go on", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("a.jpg", "b.jpg");
    const whole = readFileSync(delivery.path("a.jpg"));
    writeFileSync(delivery.path("slow.jpg"), whole.subarray(0, 100));
    const run = delivery.start(["send", "-"], { hasInput: true });
    run.process.stdin?.end("slow.jpg\nb.jpg\n");
    await expect.poll(() => delivery.arrivals).toEqual(["b.jpg"]);
    writeFileSync(delivery.path("slow.jpg"), whole);
    expect((await run.ended).exitCode).toBe(0);
    expect(delivery.arrivals).toEqual(["b.jpg", "slow.jpg"]);
  });
});

describe("a list that stays open", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("does not keep a program alive that gets %s", async (signal, code) => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("a.jpg");
    const run = delivery.start(["send", "-"], { hasInput: true });
    run.process.stdin?.write("a.jpg\n");
    await expect.poll(() => delivery.arrived).toEqual(["a.jpg"]);
    run.process.kill(signal);
    const { exitCode, summary } = await run.ended;
    expect([exitCode, summary.delivered]).toEqual([code, 1]);
  });

  test("does not keep a program alive that cannot go on", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("a.jpg");
    const run = delivery.start(["send", "-", "--results", "/dev/full"], { hasInput: true });
    run.process.stdin?.write("a.jpg\n");
    const { exitCode, stderr } = await run.ended;
    expect(exitCode).toBe(5);
    expect(stderr).toContain("the disk is full");
  });
});

describe("a list that is none", () => {
  test.each([
    ["separated by NUL, without -0", "a.jpg\0b.jpg\0", [], "add -0"],
    ["lines, with -0, and far too long", "a.jpg\n".repeat(20_000), ["-0"], "leave out -0"],
  ])("because it is %s, is a usage error", async (_, list, words, remedy) => {
    await using delivery = await DeliveryCommand.open();
    const { exitCode, stderr } = await sendList(delivery, list, ...words);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(remedy);
  });

  test("because it is missing beside -0 is a usage error", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("a.jpg");
    const { exitCode, stderr } = await delivery.run(["send", "-0", "a.jpg"]);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("add - to read it")]);
  });

  test.skipIf(process.platform !== "linux")(
    "because it is a terminal is a usage error that says how",
    async () => {
      await using delivery = await DeliveryCommand.open();
      const command = `'${process.execPath}' '${BIN}' send - --to ${delivery.service.url}`;
      const { stdout, status } = spawnSync("script", ["-qec", command, "/dev/null"], {
        encoding: "utf8",
        input: "",
      });
      expect(status).toBe(2);
      expect(stdout).toContain("standard input is a terminal");
      expect(stdout).toContain("python slice.py | frameferry send -");
    },
  );

  test("because it is empty has nothing to deliver", async () => {
    await using delivery = await DeliveryCommand.open();
    const { exitCode, stderr } = await sendList(delivery, "");
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining("nothing to deliver")]);
  });
});
