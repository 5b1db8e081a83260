import { execFileSync } from "node:child_process";
import { symlinkSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { DeliveryCommand } from "../support/program/delivery-command.ts";
import { refusal } from "../support/program/run-main.ts";

const IDLE = ["--until-idle", "300ms"];

describe("a watched folder", () => {
  test("brings what it holds and what lands in it, each once, until it is stopped", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/old1.jpg", "in/old2.jpg");
    const run = delivery.start(["watch", "in"]);
    await expect.poll(() => delivery.arrived).toEqual(["in/old1.jpg", "in/old2.jpg"]);
    delivery.land("in/new.jpg");
    await expect.poll(() => delivery.arrived.length).toBe(3);
    run.process.kill("SIGTERM");
    const { exitCode, summary, results } = await run.ended;
    expect(exitCode).toBe(0);
    expect(summary).toMatchObject({ landed: 3, delivered: 3, pending: 0, sliced: null });
    expect(results.map(({ source, frame }) => `${source}/${frame}`).toSorted()).toEqual(
      delivery.arrived,
    );
  });

  test("brings with --only-new just what lands from its start on", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/old.jpg", "in/sub/old.jpg");
    const run = delivery.start(["watch", "in", "--only-new"]);
    // They land before, while and after the program starts: the first to arrive tells when that was.
    let landed = 0;
    const landTwo = (): number => {
      delivery.land(`in/${(landed += 1)}.jpg`, `in/sub/${landed}.jpg`);
      return delivery.arrived.length;
    };
    await expect.poll(landTwo, { interval: 5 }).toBeGreaterThan(1);
    const missing = (): readonly string[] => {
      const since = Math.min(...delivery.arrivals.map((name) => Number.parseInt(name, 10)));
      const count = landed - since;
      const numbers = Array.from({ length: count }, (_, at) => since + 1 + at);
      const wanted = numbers.flatMap((number) => [`in/${number}.jpg`, `in/sub/${number}.jpg`]);
      return wanted.filter((path) => !delivery.arrived.includes(path));
    };
    await expect.poll(missing).toEqual([]);
    run.process.kill("SIGINT");
    expect((await run.ended).exitCode).toBe(0);
    expect(delivery.arrived).not.toContain("in/old.jpg");
    expect(delivery.arrived).not.toContain("in/sub/old.jpg");
    expect(new Set(delivery.arrived).size).toBe(delivery.arrived.length);
  });

  test("that does not exist yet is waited for, with a message", async () => {
    await using delivery = await DeliveryCommand.open();
    const run = delivery.start(["watch", "later/in"]);
    await expect.poll(() => run.stderr).toContain("waiting for the folder");
    expect(run.stderr).toContain(delivery.path("later/in"));
    delivery.land("later/in/a.jpg");
    await expect.poll(() => delivery.arrived).toEqual(["later/in/a.jpg"]);
    run.process.kill("SIGTERM");
    expect((await run.ended).exitCode).toBe(0);
  });

  test("that never came is no problem of a watch that is stopped, but of one that ends", async () => {
    await using delivery = await DeliveryCommand.open();
    const stopped = delivery.start(["watch", "never"]);
    await expect.poll(() => stopped.stderr).toContain("waiting for the folder");
    stopped.process.kill("SIGTERM");
    expect((await stopped.ended).exitCode).toBe(0);
    const { exitCode, stderr, summary } = await delivery.run(["watch", "never", ...IDLE]);
    expect(exitCode).toBe(4);
    expect(stderr).toContain("is not there, so what it may hold was not delivered");
    expect(summary).toMatchObject({ landed: 0, complete: false });
  });
});

describe("the files that a watch sends are", () => {
  const files = ["a.jpg", "b.PNG", "cam1/c.jpg", "cam1/deep/d.webp", "cam2/thumb_e.jpg"];

  test.each([
    ["image files in all sub-folders", [], files],
    ["with --depth 0 the folder alone", ["--depth", "0"], ["a.jpg", "b.PNG"]],
    ["with --depth 1 one level more", ["--depth", "1"], files.toSpliced(3, 1)],
    ["with --match by name, in any case", ["--match", "*.png"], ["b.PNG"]],
    [
      "with several --match by any of them",
      ["--match", "a.*", "--match", "cam1/**"],
      ["a.jpg", "cam1/c.jpg", "cam1/deep/d.webp"],
    ],
    [
      "with several --ignore by none of them",
      ["--ignore", "thumb_*", "--ignore", "cam1/*.jpg"],
      ["a.jpg", "b.PNG", "cam1/deep/d.webp"],
    ],
    ["with both by both", ["--match", "*.jpg", "--ignore", "cam?/**", "--depth", "1"], ["a.jpg"]],
  ])("%s", async (_, words, wanted) => {
    await using delivery = await DeliveryCommand.open();
    delivery.land(...files.map((file) => `in/${file}`));
    writeFileSync(delivery.path("in/notes.txt"), "no image");
    writeFileSync(delivery.path("in/.hidden.jpg"), "no image");
    const { exitCode } = await delivery.run(["watch", "in", ...IDLE, ...words]);
    expect(exitCode).toBe(0);
    expect(delivery.arrived).toEqual(wanted.map((file) => `in/${file}`).toSorted());
  });
});

describe("several folders", () => {
  test("are watched at once, and a name may occur in each of them", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("one/a.jpg", "two/a.jpg");
    const run = delivery.start(["watch", "one", "two", "later"]);
    await expect.poll(() => delivery.arrived.length).toBe(2);
    delivery.land("one/b.jpg", "later/a.jpg", "two/b.jpg");
    await expect.poll(() => delivery.arrived.length).toBe(5);
    run.process.kill("SIGTERM");
    const { exitCode, results } = await run.ended;
    expect(exitCode).toBe(0);
    expect(results.map(({ source, frame }) => `${source}/${frame}`).toSorted()).toEqual([
      "later/a.jpg",
      "one/a.jpg",
      "one/b.jpg",
      "two/a.jpg",
      "two/b.jpg",
    ]);
  });

  test.each([
    ["the same folder twice", ["in", "./in/"]],
    ["a folder in another", ["in", "in/sub"]],
    ["a folder around another", ["in/sub", "in"]],
    ["a folder in another that is reached by a link", ["in", "link/sub"]],
    ["a folder to be, in another to be", ["later", "later/sub"]],
    ["a folder below the root", ["/", "in"]],
  ])("are a usage error when they hold one another: %s", async (_, folders) => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg", "in/sub/b.jpg");
    symlinkSync("in", delivery.path("link"));
    const { exitCode, stderr } = await refusal(delivery, ["watch", ...folders]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("which is named too");
    expect(delivery.service.requestCount).toBe(0);
  });
});

test("a folder whose place a pipe has taken ends with 4 and one sentence", async () => {
  await using delivery = await DeliveryCommand.open();
  execFileSync("mkfifo", [delivery.path("in")]);
  const { exitCode, stderr } = await delivery.run(["watch", "in"]);
  expect(exitCode).toBe(4);
  expect(stderr).toContain("in is not a folder");
  expect(stderr).not.toMatch(/^\s+at /mu);
});

test("a service that rejects a frame gives it exit code 3 at a watch's own end, and 0 when stopped", async () => {
  await using delivery = await DeliveryCommand.open({
    answer: ({ parts }) => ({ status: parts[0]?.fileName?.startsWith("bad") ? 400 : 200 }),
  });
  delivery.land("in/bad.jpg", "in/good.jpg");
  const { exitCode, summary } = await delivery.run(["watch", "in", ...IDLE]);
  expect([exitCode, summary.delivered, summary.failed]).toEqual([3, 1, 1]);
  expect(summary.failedImages).toBe(delivery.path("in"));
  delivery.land("in/bad2.jpg");
  const run = delivery.start(["watch", "in"]);
  await expect.poll(() => delivery.service.requestCount).toBe(3);
  run.process.kill("SIGTERM");
  expect((await run.ended).exitCode).toBe(0);
});
