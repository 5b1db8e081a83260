import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { temporaryFolder, type TemporaryFolder } from "../../support/files/temporary-folder.ts";
import { type CommandRun, PROGRAM, startProgram } from "../../support/program/command-run.ts";
import { imageOf } from "../../support/program/delivery-command.ts";
import { type Collector, startCollector } from "../../support/services/collector.ts";
import { freePort } from "../../../scripts/bench/service/free-port.ts";

let folder: TemporaryFolder;
let services: Collector[];
const runs: CommandRun[] = [];
beforeEach(async () => {
  folder = await temporaryFolder();
  services = [await startCollector(), await startCollector()];
});
afterEach(async () => {
  for (const run of runs.splice(0)) await run[Symbol.asyncDispose]();
  for (const service of services) await service[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const path = (...parts: readonly string[]): string => join(folder.path, ...parts);

function land(...files: readonly string[]): void {
  for (const file of files) {
    mkdirSync(join(path(file), ".."), { recursive: true });
    writeFileSync(path(file), imageOf(file));
  }
}

function up(site: string, ...words: readonly string[]): CommandRun {
  writeFileSync(path("frameferry.yaml"), site);
  const run = startProgram([...PROGRAM, "up", ...words], path("state"), { cwd: folder.path });
  runs.push(run);
  return run;
}

const lastObject = (stdout: string) => JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "{}");

describe("a site", () => {
  test("delivers from all of its sources to their services, and ends with the last one", async () => {
    land("a/1.jpg", "a/2.jpg", "b/1.jpg");
    const run = up(
      `services: { one: { to: ${services[0]!.url} }, other: { to: ${services[1]!.url} } }
sources:
  a: { send: a, service: one }
  b: { send: b, service: other }`,
      "--json",
    );
    const { exitCode, stdout, stderr } = await run.ended;
    expect(exitCode).toBe(0);
    expect(services.map(({ requestCount }) => requestCount)).toEqual([2, 1]);
    expect(lastObject(stdout)).toMatchObject({
      ...{ complete: true, landed: 3, delivered: 3, failed: 0, pending: 0 },
      sources: [
        { name: "a", service: "one", state: "ended", delivered: 2, problem: null },
        { name: "b", service: "other", state: "ended", delivered: 1, problem: null },
      ],
    });
    expect(stderr).toContain(": 3 frames delivered\n");
  });

  test("names the sources from which nothing came, and is no success if nothing came at all", async () => {
    land("a/1.jpg");
    const sources = (names: readonly string[]): string =>
      names.map((name) => `  ${name}: { watch: ${name}, until_idle: 500ms }`).join("\n");
    const site = (...names: readonly string[]): string =>
      `defaults: { service: one }\nservices: { one: { to: ${services[0]!.url} } }\nsources:\n${sources(names)}`;
    mkdirSync(path("b"));
    const some = await up(site("a", "b")).ended;
    expect(some.stderr).toMatch(
      /^✔ the site ended after .*: 1 frame delivered, none came from b$/mu,
    );
    const none = await up(site("b")).ended;
    expect(none.stderr).toMatch(
      /^■ the site ended after .*: 0 frames delivered, none came from b$/mu,
    );
    expect([some.exitCode, none.exitCode]).toEqual([0, 0]);
  });

  test("delivers what lands until a signal, finishes what is in flight, and goes on where it was", async () => {
    const site = `sources:
  a: { watch: a, to: ${services[0]!.url} }
  b: { watch: b, to: ${services[1]!.url}, delete: true }`;
    land("a/1.jpg", "b/1.jpg");
    const first = up(site, "--json");
    await expect.poll(() => services.map(({ requestCount }) => requestCount)).toEqual([1, 1]);
    land("a/2.jpg");
    await expect.poll(() => services[0]!.requestCount).toBe(2);
    const { exitCode, stdout } = await first.stop("SIGTERM");
    expect(exitCode).toBe(0);
    expect(lastObject(stdout)).toMatchObject({ delivered: 3, pending: 0 });
    expect(existsSync(path("b", "1.jpg"))).toBe(false);
    land("b/2.jpg");
    const second = up(site, "--json");
    await expect.poll(() => services[1]!.requestCount).toBe(2);
    expect(lastObject((await second.stop("SIGINT")).stdout)).toMatchObject({ delivered: 1 });
    expect(services[0]!.requestCount).toBe(2);
  });

  test("starts a source again that has failed, and leaves the others alone", async () => {
    land("a/1.jpg");
    writeFileSync(path("b"), "no folder");
    // What is looked at only when the run begins: the file lies where the folder of the results should be.
    const site = `sources:
  a: { watch: a, to: ${services[0]!.url} }
  b: { watch: c, to: ${services[1]!.url}, results: b/results.jsonl }`;
    const run = up(site, "--log-format", "json");
    await expect.poll(() => services[0]!.requestCount).toBe(1);
    await expect.poll(() => run.stderr).toMatch(/"name":"b".*"state":"waiting"/u);
    rmSync(path("b"));
    land("c/1.jpg", "a/2.jpg");
    await expect.poll(() => services.map(({ requestCount }) => requestCount)).toEqual([2, 1]);
    expect((await run.stop("SIGTERM")).exitCode).toBe(0);
    const events = run.stderr
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(
      events
        .filter(({ name, event }) => name === "a" && event === "sourceChanged")
        .map(({ state }) => state),
    ).toEqual([...["running", "stopping", "ended"]]);
    expect(events.find(({ event }) => event === "siteEnded")).toMatchObject({ complete: true });
  });

  test("ends with the code of the gravest end, and names what did not work", async () => {
    land("a/1.jpg");
    const run = up(`sources:
  a: { send: a, to: ${services[0]!.url} }
  b: { run: nowhere.mp4, to: ${services[0]!.url} }`);
    const { exitCode, stderr } = await run.ended;
    expect(exitCode).toBe(4);
    expect(stderr).toContain("1 of 2 sources did not work at the end");
    expect(stderr).toContain("nowhere.mp4");
    expect(stderr).toContain("[ERR_VIDEO_MISSING]");
  });

  test("serves one page and one set of metrics for all sources, by their names", async () => {
    land("a/1.jpg", "b/1.jpg");
    mkdirSync(path("c"));
    const port = await freePort();
    const run = up(`sources:
  gate: { watch: a, to: ${services[0]!.url} }
  yard: { watch: [b, c], to: ${services[1]!.url} }
dashboard: ${port}`);
    await expect.poll(() => services.map(({ requestCount }) => requestCount)).toEqual([1, 1]);
    const address = `http://127.0.0.1:${port}`;
    await expect
      .poll(async () => await (await fetch(`${address}/metrics`)).text())
      .toMatch(/frames_total\{source="yard",outcome="delivered"\} 1/u);
    const metrics = await (await fetch(`${address}/metrics`)).text();
    expect(metrics).toContain('frameferry_frames_total{source="gate",outcome="delivered"} 1');
    expect(metrics).toContain('frameferry_source_up{source="gate"} 1');
    expect(metrics).toContain('frameferry_source_up{source="yard"} 1');
    expect(metrics).toContain('frameferry_source_state{source="gate",state="running"} 1');
    expect(metrics).toContain('frameferry_source_restarts_total{source="gate"} 0');
    expect(await (await fetch(`${address}/readyz`)).json()).toEqual({ ready: true, reasons: [] });
    expect((await run.stop("SIGTERM")).exitCode).toBe(0);
  });

  test("starts nothing if its file does not fit", async () => {
    land("a/1.jpg");
    const { exitCode, stderr } = await up(
      `sources: { a: { send: a, to: ${services[0]!.url}, fps: 1 } }`,
    ).ended;
    expect(exitCode).toBe(2);
    expect(stderr).toContain("sources.a.fps: is an option of run, and cannot stand here");
    expect(services[0]!.requestCount).toBe(0);
    expect(existsSync(path("state"))).toBe(false);
  });

  test("shows with --dry-run what each source would do, and no secret", async () => {
    land("a/1.jpg");
    const site = `sources:
  a: { send: a, to: "http://anna:s3cr3t-word@127.0.0.1:1/p", header: { Authorization: Bearer t0ken-t0ken } }
  cam: { run: "rtsp://u:c4mera-word@127.0.0.1:1/1", to: http://127.0.0.1:1/p, fps: 2 }
  gone: { run: nowhere.mp4, to: http://127.0.0.1:1/p }`;
    const { exitCode, stdout } = await up(site, "--dry-run").ended;
    expect(exitCode).toBe(4);
    expect(stdout).toMatch(/^a \(send\)\n {2}from {9}a\n/u);
    expect(stdout).toContain("cam (camera)\n");
    expect(stdout).toContain("ffmpeg ");
    expect(stdout).toContain("gone (video)\n  could not begin: ");
    expect(stdout).not.toMatch(/s3cr3t|t0ken|c4mera/u);
    expect(existsSync(path("state"))).toBe(false);
    const facts = lastObject((await up(site, "--dry-run", "--json").ended).stdout);
    expect(facts.sources.map(({ name }: { name: string }) => name)).toEqual(["a", "cam", "gone"]);
    expect(readFileSync(path("frameferry.yaml"), "utf8")).toBe(site);
  });
});
