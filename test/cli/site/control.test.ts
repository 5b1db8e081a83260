import { existsSync, readdirSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { RunningSite } from "../../support/program/running-site.ts";

let site: RunningSite;
let gate: PromiseWithResolvers<void>;
beforeEach(async () => {
  gate = Promise.withResolvers<void>();
  gate.resolve();
  site = await RunningSite.open({ answer: async () => (await gate.promise, {}) });
});
afterEach(async () => {
  gate.resolve();
  await site[Symbol.asyncDispose]();
});

const watches = (...names: readonly string[]): string =>
  `sources:\n${names.map((name) => `  ${name}: { watch: ${name}, to: ${site.service.url} }`).join("\n")}\n`;

describe("a site at work", () => {
  test("is shown by status, and its sources wait and go on as they are told", async () => {
    site.land("a/1.jpg", "b/1.jpg");
    site.write(watches("a", "b"));
    const run = site.start("up");
    await expect.poll(() => site.arrived).toEqual(["a/1.jpg", "b/1.jpg"]);
    expect(await site.start("pause", "a").ended).toMatchObject({
      exitCode: 0,
      stdout: "paused a\n",
    });
    await expect.poll(async () => await site.states()).toEqual({ a: "paused", b: "running" });
    site.land("a/2.jpg", "b/2.jpg");
    await expect.poll(() => site.arrived).toContain("b/2.jpg");
    const { stdout } = await site.start("status").ended;
    expect(stdout).toContain(`site ${site.path("frameferry.yaml")}  running for `);
    expect(stdout).toMatch(/^ {2}a {2}paused {5}delivered 1$/mu);
    expect(stdout).toMatch(/^ {2}b {2}running {4}.* frames\/s · delivered 2 /mu);
    expect(stdout).toMatch(/^ {2}service http.* answers, \d+ requests, .* · from 2 sources$/mu);
    expect(site.arrived).not.toContain("a/2.jpg");
    await site.ask("/resume", { names: ["a"] });
    await expect.poll(() => site.arrived).toEqual(["a/1.jpg", "a/2.jpg", "b/1.jpg", "b/2.jpg"]);
    const stray = await site.start("pause", "bb").ended;
    expect(stray).toMatchObject({ exitCode: 2, stdout: "" });
    expect(stray.stderr).toContain("the site has no source bb; did you mean b? [ERR_OPTION]");
    const logs = await site.start("logs", "a").ended;
    expect(logs.stdout).toMatch(/^20\S+Z a: paused$/mu);
    expect(logs.stdout).not.toContain(" b: ");
    const follower = site.start("logs", "--follow");
    await expect.poll(() => follower.stdout).toContain(" a: paused\n");
    expect((await run.stop("SIGTERM")).exitCode).toBe(0);
    expect(await follower.ended).toMatchObject({ exitCode: 0, stderr: "" });
    expect(readdirSync(`${site.state}/sites`)).toEqual([]);
  });

  test("delivers all that has landed when it is drained, takes nothing more, and ends", async () => {
    gate = Promise.withResolvers<void>();
    site.write(watches("a"));
    const run = site.start("up", "--json");
    await expect.poll(async () => await site.states()).toEqual({ a: "running" });
    const landed = Array.from({ length: 30 }, (_, index) => `a/${10 + index}.jpg`);
    site.land(...landed);
    await expect.poll(async () => (await site.status()).sources[0]?.landed).toBe(30);
    expect((await site.start("drain").ended).stdout).toContain("the site takes nothing more");
    await expect.poll(async () => await site.states()).toEqual({ a: "draining" });
    site.land("a/99.jpg");
    await expect(site.ask("/reload")).rejects.toThrow("the site is ending");
    gate.resolve();
    const { exitCode, stdout } = await run.ended;
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ delivered: 30, pending: 0, complete: true });
    expect(site.arrived).toEqual(landed);
  });

  test("is followed by logs, and one that was killed is on record no more", async () => {
    site.write(watches("a"));
    const run = site.start("up");
    await expect.poll(async () => await site.states()).toEqual({ a: "running" });
    const logs = site.start("logs", "--follow");
    await expect.poll(() => logs.stdout).toContain(" a: a → http");
    await site.ask("/pause", { names: ["a"] });
    await expect.poll(() => logs.stdout).toContain(" a: paused\n");
    await run.stop("SIGKILL");
    expect(await logs.ended).toMatchObject({ exitCode: 5 });
    expect(logs.stderr).toContain(") has broken off [ERR_NO_SITE]");
    expect(readdirSync(`${site.state}/sites`)).toHaveLength(2);
    const { exitCode, stderr } = await site.start("resume", "a").ended;
    expect(exitCode).toBe(5);
    expect(stderr).toContain(`no site runs with the state folder ${site.state} [ERR_NO_SITE]`);
    expect(readdirSync(`${site.state}/sites`)).toEqual([]);
  });

  test("is named by its file where several run, and works where the path of its state folder is long", async () => {
    site.write(watches("a"));
    site.write(watches("b"), "other.yaml");
    const deep = site.path("deep".repeat(30));
    const runs = ["frameferry.yaml", "other.yaml"].map((file) =>
      site.start("up", file, "--state", deep),
    );
    const states = (...words: readonly string[]) =>
      site.start("status", "--state", deep, "--json", ...words).ended;
    await expect
      .poll(async () => JSON.parse((await states()).stdout).sites.length, { interval: 500 })
      .toBe(2);
    const unnamed = await site.start("pause", "a", "--state", deep).ended;
    expect(unnamed.exitCode).toBe(2);
    expect(unnamed.stderr).toContain("2 sites run: ");
    const named = await site.start("pause", "b", "--state", deep, "--site", "other.yaml").ended;
    expect(named).toMatchObject({ exitCode: 0, stdout: "paused b\n" });
    for (const run of runs) expect((await run.stop("SIGTERM")).exitCode).toBe(0);
    expect(existsSync(deep)).toBe(true);
    expect(readdirSync(`${deep}/sites`)).toEqual([]);
  });
});
