import { existsSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { DeliveryCommand } from "../support/program/delivery-command.ts";

describe("a dry run of several frames", () => {
  test("of watch says all that it would do, and does nothing", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    const words = ["watch", "in", "later", "--dry-run", "--only-new", "--until-idle", "90s"];
    words.push("--move-to", "done", "--match", "*.jpg", "--depth", "1", "--rescan", "1500ms");
    const command = ["touch", "it's done"];
    const { exitCode, stdout, stderr } = await delivery.run(words, { command });
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout)).toMatchObject({
      folders: ["in", "later"],
      onlyNew: true,
      command,
      until: "the command has ended, or nothing has landed for 90 s",
      noticing: "by events, and by listing every 1500 ms",
      match: ["*.jpg"],
      depth: 1,
      delivered: "moved to done",
      request: { method: "POST", url: `${delivery.service.url}/`, field: "image" },
    });
    expect(readdirSync(delivery.path())).toEqual(["in"]);
    expect(delivery.service.requestCount).toBe(0);
  });

  test("of send says all that it would do, and reads no list", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg", "b.jpg");
    const run = delivery.start(["send", "in", "b.jpg", "-", "-n", "--delete"], { hasInput: true });
    const { exitCode, stdout, stderr } = await run.ended;
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout)).toMatchObject({
      folders: ["in"],
      files: ["b.jpg"],
      list: "-",
      delivered: "deleted",
    });
    expect(existsSync(delivery.path("state"))).toBe(false);
  });

  test("is printed as labelled lines for people", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    const words = ["watch", "in", "-n", "--to", delivery.service.url, "--", "python3", "a b.py"];
    const { exitCode, stdout } = await delivery.plain(words);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^folders {2,}in$/mu);
    expect(stdout).toMatch(/^command {2,}python3 'a b.py'$/mu);
    expect(stdout).toMatch(/^until {2,}the command has ended$/mu);
    expect(stdout).toMatch(/^in flight {2,}auto, at most 256, each at most 30 s, 4 retries$/mu);
  });

  test.each([
    ["watch", ["in", "in/sub"], 2],
    ["watch", ["b.jpg"], 2],
    ["send", ["nowhere"], 4],
    ["send", ["in", "--delete", "--move-to", "x"], 2],
  ])("of %s %j ends as the real one would, with %i", async (command, words, code) => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/sub/a.jpg", "b.jpg");
    expect((await delivery.run([command, ...words, "--dry-run"])).exitCode).toBe(code);
  });
});

describe("the demo service", () => {
  test("takes what watch and send bring, each time anew", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg", "in/b.jpg");
    for (const words of [
      ["watch", "in", "--until-idle", "300ms"],
      ["send", "in"],
    ]) {
      const { exitCode, stderr, stdout } = await delivery.plain([...words, "--demo"]);
      expect(exitCode).toBe(0);
      expect(stderr).toContain("all 2 frames delivered");
      expect(stdout).toBe("");
    }
  });
});

test.each([["watch"], ["send"]])("a %s without a service says how to name one", async (command) => {
  await using delivery = await DeliveryCommand.open();
  delivery.land("in/a.jpg");
  const { exitCode, stderr } = await delivery.plain([command, "in"]);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining("--to http://host/predict")]);
});

test.each([["watch"], ["send"]])("the help of %s begins with examples", async (command) => {
  await using delivery = await DeliveryCommand.open();
  const { exitCode, stdout } = await delivery.plain([command, "--help"]);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^Examples:/u);
  expect(stdout).toContain("--move-to <folder>");
});
