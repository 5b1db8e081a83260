import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { DeliveryCommand } from "../support/program/delivery-command.ts";

describe("--until-idle", () => {
  test("ends a watch in which nothing lands any more, and not before all is delivered", async () => {
    await using delivery = await DeliveryCommand.open({ answer: () => ({ delayMs: 900 }) });
    delivery.land("in/a.jpg");
    const run = delivery.start(["watch", "in", "--until-idle", "600ms"]);
    await expect.poll(() => delivery.service.requestCount).toBe(1);
    delivery.land("in/b.jpg");
    const { exitCode, summary } = await run.ended;
    expect(exitCode).toBe(0);
    expect(summary).toMatchObject({ landed: 2, delivered: 2, complete: true });
  });

  test("waits for a file that is still being written", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    const whole = readFileSync(delivery.path("in/a.jpg"));
    writeFileSync(delivery.path("in/b.jpg"), whole.subarray(0, 200));
    const run = delivery.start(["watch", "in", "--until-idle", "300ms"]);
    await expect.poll(() => delivery.service.requestCount).toBe(1);
    // Longer than the watch would idle for.
    await new Promise((resolve) => setTimeout(resolve, 900));
    writeFileSync(delivery.path("in/b.jpg"), whole);
    const { exitCode, summary } = await run.ended;
    expect([exitCode, summary.delivered, summary.failed]).toEqual([0, 2, 0]);
  });
});

describe("--until-file", () => {
  test("ends a watch once the writer has put its file into each folder, with all that it wrote", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("one/a.jpg", "two/a.jpg");
    const run = delivery.start(["watch", "one", "two", "--until-file", "DONE"]);
    await expect.poll(() => delivery.arrived.length).toBe(2);
    delivery.land("one/b.jpg");
    writeFileSync(delivery.path("one/DONE"), "");
    await expect.poll(() => delivery.arrived.length).toBe(3);
    delivery.land("two/b.jpg", "two/c.jpg");
    writeFileSync(delivery.path("two/DONE"), "");
    const { exitCode, summary } = await run.ended;
    expect(exitCode).toBe(0);
    expect(summary).toMatchObject({ landed: 5, delivered: 5, complete: true });
  });

  test("that is there at the start ends it when all that is there is delivered", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg", "in/sub/b.jpg");
    writeFileSync(delivery.path("in/DONE"), "");
    const { exitCode } = await delivery.run(["watch", "in", "--until-file", "DONE"]);
    expect(exitCode).toBe(0);
    expect(delivery.arrived).toEqual(["in/a.jpg", "in/sub/b.jpg"]);
  });
});

describe("--until-pid", () => {
  test("ends a watch once that process has ended, with all that it wrote", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg", "later.jpg");
    const script = 'read -r word; cp later.jpg in/b.jpg; cp later.jpg "in/c.jpg"';
    const writer = spawn("/bin/sh", ["-c", script], {
      cwd: delivery.path(),
      stdio: ["pipe", "ignore", "ignore"],
    });
    const run = delivery.start(["watch", "in", "--until-pid", String(writer.pid)]);
    await expect.poll(() => delivery.arrived.length).toBe(1);
    writer.stdin?.write("go\n");
    const { exitCode } = await run.ended;
    expect(exitCode).toBe(0);
    expect(delivery.arrivals.toSorted()).toEqual(["a.jpg", "b.jpg", "c.jpg"]);
  });

  test("of a process that has ended before ends a watch when all that is there is delivered", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    const ended = spawn("/bin/true");
    await once(ended, "exit");
    const { exitCode } = await delivery.run(["watch", "in", "--until-pid", String(ended.pid)]);
    expect([exitCode, delivery.arrivals.length]).toEqual([0, 1]);
  });
});

describe("--max-frames", () => {
  test("ends a watch after so many frames, and sends no other", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("one/a.jpg", "two/a.jpg");
    const run = delivery.start(["watch", "one", "two", "--max-frames", "4"]);
    await expect.poll(() => delivery.arrived.length).toBe(2);
    for (let index = 0; index < 20; index += 1) delivery.land(`one/${index}.jpg`);
    const { exitCode, summary } = await run.ended;
    expect(exitCode).toBe(0);
    expect(summary).toMatchObject({ landed: 4, delivered: 4, complete: true });
    expect(delivery.service.requestCount).toBe(4);
  });

  test("does not count what an earlier watch has delivered", async () => {
    await using delivery = await DeliveryCommand.open();
    for (let index = 0; index < 5; index += 1) delivery.land(`in/${index}.jpg`);
    const words = ["watch", "in", "--order", "name", "--max-frames", "2"];
    for (const _ of [1, 2]) expect((await delivery.run(words)).exitCode).toBe(0);
    expect(delivery.arrivals.toSorted()).toEqual(["0.jpg", "1.jpg", "2.jpg", "3.jpg"]);
  });
});

test("the first one of several endings counts", async () => {
  await using delivery = await DeliveryCommand.open();
  delivery.land("in/a.jpg");
  const words = ["--until-idle", "10m", "--until-file", "DONE", "--max-frames", "9"];
  const run = delivery.start(["watch", "in", ...words, "--until-pid", String(process.pid)]);
  await expect.poll(() => delivery.arrived.length).toBe(1);
  writeFileSync(delivery.path("in/DONE"), "");
  expect((await run.ended).exitCode).toBe(0);
});

test.each([
  ["--until-idle", "10", "--until-idle: must be a length of time with its unit"],
  ["--until-pid", "0", "--until-pid: must be at least 1"],
  ["--max-frames", "0", "--max-frames: must be at least 1"],
])("%s %s is a usage error", async (flag, value, sentence) => {
  await using delivery = await DeliveryCommand.open();
  const { exitCode, stderr } = await delivery.run(["watch", "in", flag, value]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(sentence);
});
