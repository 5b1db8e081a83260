import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { EXIT_CODES } from "../../../src/cli/process/exit-codes.ts";
import type { TuneReport } from "../../../src/index.ts";
import { startOracle } from "../../faults/oracle/start-oracle.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { folderOfFrames } from "../../support/frames/folder-of-frames.ts";
import { DeliveryCommand } from "../../support/program/delivery-command.ts";
import { type CommandExit, runCommand } from "../../support/program/command-run.ts";
import { parseJsonLines } from "../../support/files/json-lines.ts";

function reportOf({ stdout }: CommandExit): TuneReport {
  return JSON.parse(stdout) as TuneReport;
}

describe("tune", () => {
  test("finds the capacity of a service, and sends no more than its budget", async () => {
    await using home = await temporaryFolder();
    await using oracle = await startOracle();
    await oracle.setCapacity({ workers: 4, serviceMs: 100 });
    const frames = await folderOfFrames(home.path, 20);
    const page = `${home.path}/pages/tune.html`;
    const budget = ["--max-seconds", "20", "--max-requests", "2000", "--max-concurrency", "32"];
    const words = ["tune", "--to", oracle.url, "--images", frames, ...budget, "--html", page];
    const exit = await runCommand([...words, "--json"], home.path);
    const report = reportOf(exit);
    expect(exit.exitCode).toBe(EXIT_CODES.done);
    expect(report.recommended?.concurrency).toBeGreaterThanOrEqual(4);
    expect(report.recommended?.concurrency).toBeLessThanOrEqual(16);
    const { requests, maxInFlight } = await oracle.counts();
    // What the end of a step breaks off may not have reached the service.
    expect(requests).toBeLessThanOrEqual(report.requests);
    expect(requests).toBeGreaterThan(0.9 * report.requests);
    expect(requests).toBeLessThanOrEqual(2000);
    expect(maxInFlight).toBeLessThanOrEqual(32);
    expect(report.steps[0]).toEqual({
      inFlight: 1,
      seconds: expect.any(Number),
      framesPerSecond: expect.any(Number),
      rateError: expect.any(Number),
      latencyMs: { p50: expect.any(Number), p95: expect.any(Number), p99: expect.any(Number) },
      requests: expect.any(Number),
      failed: 0,
      failures: [],
      cpuShare: expect.any(Number),
    });
    expect(report.auto).toMatchObject({ framesPerSecond: expect.any(Number), failed: 0 });
    expect(report.auto?.inFlight).toBeGreaterThanOrEqual(2);
    expect(exit.stderr).toContain(`about to send frames to ${oracle.url}`);
    expect(exit.stderr).toContain("at most 2000 requests in at most 20 s, and at most 32 at once");
    expect(exit.stderr).toContain(`20 images of ${frames}`);
    expect(await readFile(page, "utf8")).toContain("Recommended: --concurrency");
  });

  test("stops where requests are turned away, and says with what", async () => {
    await using home = await temporaryFolder();
    await using oracle = await startOracle();
    await oracle.setCapacity({ workers: 2, serviceMs: 20, queueLimit: 0 });
    const frames = await folderOfFrames(home.path, 5);
    const words = ["tune", "--to", oracle.url, "--images", frames, "--max-seconds", "10"];
    const { exitCode, stdout } = await runCommand(words, home.path);
    expect(exitCode).toBe(EXIT_CODES.done);
    expect(stdout).toMatch(/^in flight +frames\/s +p50 ms +p95 ms +p99 ms +requests +errors$/mu);
    expect(stdout).toMatch(/4 in flight: \d+ × status 429/u);
    expect(stdout).toMatch(/^Recommended: --concurrency [12]$/mu);
    expect((await oracle.counts()).overCapacity).toBeGreaterThan(0);
    // Also with `auto`, which is as patient as a run.
    expect((await oracle.counts()).overCapacity).toBeLessThan(300);
  });

  test("names the error where there is no other answer, and ends with 3", async () => {
    await using delivery = await DeliveryCommand.open({
      answer: () => ({ status: 500, body: "no GPU" }),
    });
    delivery.land("in/a.jpg");
    const words = ["tune", "--to", delivery.service.url, "--images", "in"];
    const { exitCode, stdout, stderr } = await delivery.plain(words);
    expect(exitCode).toBe(EXIT_CODES.unfinished);
    expect(stdout).toBe("");
    expect(stderr).toMatch(
      /fails most requests, even one at a time: .*500.*no GPU.*ERR_FRAMES_FAILED/u,
    );
    expect(delivery.service.requestCount).toBeLessThan(30);
  });

  test("says in a sentence that nobody answers, and ends with 7", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    const words = ["tune", "--to", "http://127.0.0.1:9/", "--images", "in"];
    const { exitCode, stdout, stderr } = await delivery.plain(words);
    expect(exitCode).toBe(EXIT_CODES.silentService);
    expect(stdout).toBe("");
    expect(stderr).toMatch(
      /^error: http:\/\/127.0.0.1:9\/ never answered: connection refused.* \[ERR_SERVICE_SILENT\]$/mu,
    );
  });

  test("ends with 4 without an image, and with 2 without a service or with two kinds of frames", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.txt");
    const to = ["--to", delivery.service.url];
    const exits = [
      await delivery.plain(["tune", ...to, "--images", "in"]),
      await delivery.plain(["tune", ...to, "--images", "elsewhere"]),
      await delivery.plain(["tune", "--images", "in"]),
      await delivery.plain(["tune", ...to, "--images", "in", "--video", "a.mp4"]),
      await delivery.plain(["tune", ...to, "--max-seconds", "0"]),
    ];
    expect(exits.map(({ exitCode }) => exitCode)).toEqual([4, 4, 2, 2, 2]);
    expect(exits.map(({ stderr }) => /\[(\w+)\]/u.exec(stderr)?.[1])).toEqual([
      "ERR_SOURCE_MISSING",
      "ERR_SOURCE_MISSING",
      "ERR_OPTION",
      "ERR_OPTION",
      "ERR_OPTION",
    ]);
    expect(delivery.service.requestCount).toBe(0);
  });

  test.each([
    ["SIGINT", EXIT_CODES.interrupted],
    ["SIGTERM", EXIT_CODES.terminated],
  ] as const)("ends at once on %s, and shows what it has", async (signal, code) => {
    await using delivery = await DeliveryCommand.open({
      answer: (_, number) => (number < 60 ? {} : { kind: "hang" }),
    });
    delivery.land("in/a.jpg");
    const run = delivery.start(["tune", "--images", "in", "--max-requests", "1000", "-q"]);
    await expect.poll(() => delivery.service.requestCount).toBeGreaterThan(60);
    run.process.kill(signal);
    const exit = await run.ended;
    expect(exit.exitCode).toBe(code);
    const report = reportOf(exit);
    expect(report.ending.cause).toBe("interrupted");
    expect(report.steps.length).toBeGreaterThan(0);
    expect(exit.stderr).toBe("");
  });

  test("reports its progress as JSON lines where that is wanted", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    const budget = ["--max-requests", "400", "--max-concurrency", "1"];
    const { stderr } = await delivery.run([
      "tune",
      "--images",
      "in",
      ...budget,
      "--log-format",
      "json",
    ]);
    const lines = parseJsonLines<{ event: string }>(stderr);
    expect(lines.map(({ event }) => event)).toEqual([
      "tunePlanned",
      "stepStarted",
      "stepEnded",
      "stepStarted",
      "autoEnded",
    ]);
  });

  test("takes its options from the environment, too", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    const environment = { FRAMEFERRY_MAX_CONCURRENCY: "2", FRAMEFERRY_MAX_REQUESTS: "50" };
    const exit = await delivery.run(["tune", "--images", "in"], { environment });
    expect(reportOf(exit).budget).toMatchObject({ requests: 50, maxConcurrency: 2 });
  });
});
