import { randomInt } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { PROGRAM, startProgram } from "../../support/program/command-run.ts";
import { REPOSITORY } from "../../support/docs/readme.ts";
import { RunningSite } from "../../support/program/running-site.ts";

let site: RunningSite;
beforeEach(async () => {
  site = await RunningSite.open({ answer: async () => (await sleep(5), {}) });
});
afterEach(async () => await site[Symbol.asyncDispose]());

const NAMES = ["a", "b", "c", "d"] as const;

/** A site whose sources have these options; a source without any is not in it. */
function fileOf(options: Readonly<Record<string, string | null>>): string {
  const sources = Object.entries(options)
    .filter(([, text]) => text !== null)
    .map(([name, text]) => `  ${name}: { watch: ${name}, ${text ?? ""}to: ${site.service.url} }`);
  return `sources:\n${sources.join("\n")}\n`;
}

/** Options that make a run another one, and leave its job the same. */
function anyOptions(): string | null {
  const choices = ["", "concurrency: 2, ", "concurrency: 5, ", "timeout: 20s, ", "retries: 3, "];
  return choices[randomInt(choices.length + 1)] ?? null;
}

test("100 edits under load lose no frame and send none twice, and a source that is not edited does not notice", async () => {
  for (const name of NAMES) site.land(`${name}/0.jpg`);
  site.write(fileOf({ a: "", b: "", c: "", d: "" }));
  const run = site.start("up", "--json");
  await expect.poll(async () => Object.values(await site.states())).toHaveLength(4);
  const before = await site.status();
  const writing = new AbortController();
  let landed = 1;
  const written = (async () => {
    while (!writing.signal.aborted) {
      for (const name of NAMES) site.land(`${name}/${landed}.jpg`);
      landed += 1;
      await sleep(20);
    }
  })();
  const tally = { changed: 0, refused: 0 };
  for (let edit = 0; edit < 100; edit += 1) {
    const isFaulty = randomInt(8) === 0;
    const text = fileOf({ a: "", b: anyOptions(), c: anyOptions(), d: anyOptions() });
    site.write(isFaulty ? `${text}  e: { watch: e, fsp: 1 }\n` : text);
    const answer = await site.ask("/reload");
    tally["faults" in answer ? "refused" : "changed"] += 1;
    expect("faults" in answer).toBe(isFaulty);
  }
  site.write(fileOf({ a: "", b: "", c: "", d: "" }));
  await site.ask("/reload");
  writing.abort();
  await written;
  const all = NAMES.flatMap((name) =>
    Array.from({ length: landed }, (_, index) => `${name}/${index}.jpg`),
  );
  await expect.poll(() => site.arrived.length).toBe(all.length);
  const after = await site.status();
  await site.ask("/drain");
  const { exitCode, stdout } = await run.ended;
  expect(site.arrived).toEqual(all.toSorted());
  expect(tally.changed).toBeGreaterThan(50);
  expect(tally.refused).toBeGreaterThan(0);
  expect(after.sources[0]).toMatchObject({ name: "a", since: before.sources[0]!.since });
  expect(after.sources[0]).toMatchObject({ delivered: landed, restarts: 0 });
  expect(after.sources[1]!.since).not.toBe(before.sources[1]!.since);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ complete: true, failed: 0, pending: 0 });
});

test("SIGHUP reloads where there is no terminal, and a file with faults changes nothing and says why", async () => {
  site.write(fileOf({ a: "" }));
  const run = site.start("up");
  await expect.poll(async () => await site.states()).toEqual({ a: "running" });
  site.write(fileOf({ a: "", b: "" }));
  run.process.kill("SIGHUP");
  await expect.poll(async () => await site.states()).toEqual({ a: "running", b: "running" });
  site.write(fileOf({ a: "fsp: 1, " }));
  run.process.kill("SIGHUP");
  await expect
    .poll(() => run.stderr)
    .toContain("frameferry.yaml:2:18 sources.a.fsp: there is no such option");
  expect(run.stderr).toContain(
    "not reloaded: frameferry.yaml has 1 fault, and nothing was changed",
  );
  site.land("b/1.jpg");
  await expect.poll(() => site.arrived).toEqual(["b/1.jpg"]);
  const reload = await site.start("reload").ended;
  expect(reload).toMatchObject({ exitCode: 2, stdout: "" });
  expect(reload.stderr).toContain("sources.a.fsp: there is no such option");
  site.write(fileOf({ b: "" }));
  expect(await site.start("reload").ended).toEqual({
    ...{ exitCode: 0, stdout: "reloaded: removed a\n", stderr: "" },
  });
  const { exitCode, stderr } = await run.stop("SIGTERM");
  expect(exitCode).toBe(0);
  expect(stderr).toMatch(/^ {2}a {6}landed 0 .* · removed$/mu);
});

test("--watch-config reloads a file when nobody writes it any more; dashboard and metrics stay until the next start", async () => {
  site.write(fileOf({ a: "" }));
  const run = site.start("up", "--watch-config");
  await expect.poll(async () => await site.states()).toEqual({ a: "running" });
  site.write(`${fileOf({ a: "", c: "" })}dashboard: 1\n`);
  await expect.poll(async () => await site.states()).toEqual({ a: "running", c: "running" });
  await expect
    .poll(() => run.stderr)
    .toContain("warning: dashboard and metrics stay as they were until the site is started again");
  expect((await run.stop("SIGTERM")).exitCode).toBe(0);
});

test("SIGHUP reloads in a terminal, too, and ends the site when that is closed", async () => {
  site.write(fileOf({ a: "" }));
  const script = join(REPOSITORY, "fixtures/programs/in-terminal.py");
  const up = [...PROGRAM, "up", "--no-progress"];
  const words = ["python3", script, "a: a → http", "reloaded: nothing has changed", ...up];
  const run = startProgram(words, site.path("state"), { cwd: site.path() });
  expect(await run.ended).toEqual({ exitCode: 0, stdout: "0\n", stderr: "" });
});
