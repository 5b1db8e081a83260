import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { HELP_GROUPS } from "../../src/cli/flags/help-groups.ts";
import { EXIT_CODE_MEANINGS } from "../../src/cli/process/exit-codes.ts";
import { startCollector } from "../support/services/collector.ts";
import { runCommand, startCommand } from "../support/program/command-run.ts";
import { runMain } from "../support/program/run-main.ts";

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "frameferry-cli-"));
});
afterAll(async () => {
  await rm(home, { recursive: true, force: true });
});

test.each([
  [[]],
  [["run"]],
  [["serve"]],
  [["doctor"]],
  [["failures"]],
  [["resubmit"]],
  [["status"]],
  [["forget"]],
  [["tune"]],
])(
  "help for %j begins with the usage and examples, and ends with the exit codes",
  async (words) => {
    const { exitCode, stdout } = await runMain(...words, "--help");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^Usage: frameferry .*\n\n[^:]+(?::[^:]+)?\n\nExamples:\n {2}frameferry /u,
    );
    for (const [code, meaning] of EXIT_CODE_MEANINGS)
      expect(stdout).toMatch(new RegExp(`${code} +${meaning}`, "u"));
  },
);

test.each(["run", "watch", "send", "resubmit", "tune"])(
  "the help of %s has its options below headings, the usual ones first, in 80 columns",
  async (command) => {
    const { stdout } = await runMain(command, "--help");
    const headings = stdout.match(/^\w.*:$/gmu) ?? [];
    const ofOptions = headings.filter((heading) => !NO_OPTIONS.has(heading));
    expect(ofOptions.length).toBeGreaterThan(4);
    expect(ofOptions).toEqual(HELP_GROUPS.filter((heading) => ofOptions.includes(heading)));
    const usual = stdout.split("\n\n").find((part) => part.startsWith("Main options:"));
    expect(usual).toContain("  --to <url>");
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  },
);

const NO_OPTIONS: ReadonlySet<string> = new Set(["Examples:", "Arguments:", "Exit codes:"]);

test("the version is a number, and with -v names Node, ffmpeg and the platform", async () => {
  expect((await runCommand(["--version"], home)).stdout).toMatch(/^\d+\.\d+\.\d+\n$/u);
  const { stdout } = await runCommand(["--version", "-v"], home);
  for (const word of ["frameferry", "node", "ffmpeg", "platform"]) expect(stdout).toContain(word);
});

test("serve prints its address, answers, and ends on SIGTERM", async () => {
  const run = startCommand(["serve", "--port", "0"], home);
  const address = await new Promise<string>((resolve) =>
    run.process.stdout?.once("data", (text: string) => resolve(text.trim())),
  );
  expect((await fetch(new URL("/healthz", address))).status).toBe(200);
  run.process.kill("SIGTERM");
  expect((await run.ended).exitCode).toBe(0);
});

test("serve says which port is taken, and ends with 5", async () => {
  await using other = await startCollector({});
  const { exitCode, stderr } = await runCommand(["serve", "--port", new URL(other.url).port], home);
  expect(exitCode).toBe(5);
  expect(stderr).toContain(new URL(other.url).port);
});

test("the doctor finds a service that answers, and one that does not", async () => {
  await using service = await startCollector({});
  const well = await runCommand(["doctor", "--to", service.url], home);
  expect(well.exitCode).toBe(0);
  expect(well.stdout).toMatch(/^ok +node +\d/mu);
  expect(well.stdout).toMatch(/^ok +ffmpeg /mu);
  const ill = await runCommand(["doctor", "--to", "http://127.0.0.1:9/", "--json"], home);
  expect(ill.exitCode).toBe(7);
  const { findings } = JSON.parse(ill.stdout) as {
    findings: { subject: string; state: string; remedy: string | null }[];
  };
  expect(findings.find(({ subject }) => subject === "service")).toMatchObject({ state: "problem" });
});

test("the doctor misses an ffmpeg, and ends with 5", async () => {
  const { exitCode, stdout } = await runCommand(["doctor", "--ffmpeg", "/bin/false"], home);
  expect(exitCode).toBe(5);
  expect(stdout).toMatch(/^problem +ffmpeg /mu);
});
