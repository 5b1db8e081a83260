import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { DeliveryCommand } from "../support/program/delivery-command.ts";

describe("send", () => {
  test("delivers named files and folders, each image once, and ends", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg", "in/sub/b.png", "single.jpg", "other/c.webp", "unnamed.jpg");
    writeFileSync(delivery.path("in/notes.txt"), "no image");
    const words = ["send", "in", "single.jpg", delivery.path("other"), "single.jpg"];
    const { exitCode, summary, results } = await delivery.run(words);
    expect(exitCode).toBe(0);
    expect(summary).toMatchObject({ landed: 4, delivered: 4, complete: true, sliced: null });
    expect(delivery.arrived).toEqual(["in/a.jpg", "in/sub/b.png", "other/c.webp", "single.jpg"]);
    expect(results.map(({ source, frame }) => `${source} ${frame}`).toSorted()).toEqual([
      ". single.jpg",
      `${delivery.path("other")} c.webp`,
      "in a.jpg",
      "in sub/b.png",
    ]);
  });

  test("takes the working directory and a file outside of it", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg", "in/b.jpg");
    mkdirSync(delivery.path("state"));
    await using outside = await DeliveryCommand.open();
    outside.land("c.jpg");
    const { exitCode } = await delivery.run(["send", ".", outside.path("c.jpg")]);
    expect(exitCode).toBe(0);
    expect(delivery.arrived).toEqual(["c.jpg", "in/a.jpg", "in/b.jpg"]);
  });

  test("chooses files of folders as watch does, and named files in any case", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg", "in/a.png", "in/sub/a.jpg", "in/deep/er/a.jpg", "single.txt");
    const words = ["--match", "*.jpg", "--ignore", "sub/*", "--depth", "1"];
    const { exitCode } = await delivery.run(["send", "in", "single.txt", ...words]);
    expect(exitCode).toBe(0);
    expect(delivery.arrived).toEqual(["in/a.jpg", "single.txt"]);
  });

  test("has nothing to do in an empty folder", async () => {
    await using delivery = await DeliveryCommand.open();
    mkdirSync(delivery.path("in"));
    const { exitCode, stderr } = await delivery.run(["send", "in"]);
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining("nothing to deliver")]);
  });

  test("sends nothing again that was delivered before, unless it is told to or it changed", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg", "in/b.jpg", "other.jpg");
    await delivery.run(["send", "in"]);
    const again = await delivery.run(["send", "in"]);
    expect(again.exitCode).toBe(0);
    expect(again.stderr).toContain("delivered before");
    expect(delivery.service.requestCount).toBe(2);
    copyFileSync(delivery.path("other.jpg"), delivery.path("in/b.jpg"));
    await delivery.run(["send", "in"]);
    expect(delivery.arrived).toEqual(["in/a.jpg", "in/b.jpg", "other.jpg"]);
    await delivery.run(["send", "in", "--restart"]);
    expect(delivery.service.requestCount).toBe(5);
  });

  test("sends a file again that changed while it waited for its turn", async () => {
    const gate = Promise.withResolvers<object>();
    await using delivery = await DeliveryCommand.open({
      answer: (_, number) => (number < 19 ? {} : gate.promise),
    });
    // By the time of the twentieth, the one behind it was found.
    const before = Array.from({ length: 20 }, (_, index) => `in/a${10 + index}.jpg`);
    delivery.land(...before, "in/b.jpg", "other.jpg");
    const run = delivery.start(["send", "in", "-c", "1", "--order", "name", "-v"]);
    await expect.poll(() => delivery.service.requests.length).toBe(20);
    copyFileSync(delivery.path("other.jpg"), delivery.path("in/b.jpg"));
    gate.resolve({});
    const { exitCode, summary } = await run.ended;
    expect(exitCode).toBe(0);
    expect(summary).toMatchObject({ landed: 22, delivered: 21, skipped: 1, complete: true });
    expect(delivery.arrived).toEqual([...before, "other.jpg"]);
  });

  test("goes on at the next call with what an interrupted one has left", async () => {
    const gate = Promise.withResolvers<object>();
    await using delivery = await DeliveryCommand.open({ answer: () => gate.promise });
    for (let index = 0; index < 20; index += 1) delivery.land(`in/${index}.jpg`);
    const run = delivery.start(["send", "in", "-c", "2"]);
    await expect.poll(() => delivery.service.requests.length).toBe(2);
    run.process.kill("SIGINT");
    await expect.poll(() => run.stderr).toContain("finishing what is in flight");
    gate.resolve({});
    const { exitCode, summary, stderr } = await run.ended;
    expect([exitCode, summary.delivered]).toEqual([130, 2]);
    expect(stderr).toContain("the same command again goes on");
    expect((await delivery.run(["send", "in"])).exitCode).toBe(0);
    expect(delivery.arrived).toHaveLength(20);
    expect(new Set(delivery.arrived).size).toBe(20);
  });
});

describe("a send of what cannot be sent", () => {
  test("ends with 4 for a path that leads nowhere, before anything is sent", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("a.jpg");
    const { exitCode, stderr } = await delivery.run(["send", "a.jpg", "nowhere.jpg"]);
    expect(exitCode).toBe(4);
    expect(stderr).toContain("there is no file or folder nowhere.jpg");
    expect(delivery.service.requestCount).toBe(0);
  });

  test.each([
    ["a file of a folder that is named too", ["in", "in/a.jpg"]],
    ["a folder of a folder that is named too", ["in/sub", "in"]],
  ])("is a usage error for %s", async (_, paths) => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg", "in/sub/b.jpg");
    const { exitCode, stderr } = await delivery.run(["send", ...paths]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("which is named too");
  });

  test("fails links and pipes with their reason, without a request and without waiting", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("a.jpg");
    symlinkSync("a.jpg", delivery.path("link.jpg"));
    execFileSync("mkfifo", [delivery.path("pipe.jpg")]);
    const { exitCode, summary, stderr } = await delivery.run(["send", "link.jpg", "pipe.jpg"]);
    expect(exitCode).toBe(3);
    expect(summary).toMatchObject({ landed: 2, failed: 2, serviceResponded: null });
    expect(summary.failures).toEqual([
      { reason: "it is not a regular file", count: 2, examples: ["link.jpg", "pipe.jpg"] },
    ]);
    expect(stderr).not.toContain("never answered");
    expect(delivery.service.requestCount).toBe(0);
  });

  test("gives an image that stays unfinished up after --settle", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("whole.jpg");
    writeFileSync(delivery.path("cut.jpg"), Buffer.from([0xff, 0xd8, 0xff]));
    const words = ["send", "cut.jpg", "whole.jpg", "--settle", "300ms"];
    const { exitCode, summary, results } = await delivery.run(words);
    expect(exitCode).toBe(3);
    expect(summary).toMatchObject({ delivered: 1, failed: 1 });
    expect(results.find(({ outcome }) => outcome === "failed")).toMatchObject({
      frame: "cut.jpg",
      attempts: 0,
      reason: expect.any(String),
    });
  });
});
