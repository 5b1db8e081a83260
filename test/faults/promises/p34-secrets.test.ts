import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../core/temporary-folder.ts";
import { fixtureVideoPath } from "../../scripts/decoded-video.ts";
import { type Collector, startCollector } from "../../support/collector.ts";
import { runCli, startCli } from "../../support/frameferry-process.ts";

const CANARIES = {
  user: "canary-user-7f3a",
  password: "canary-password-91c2",
  query: "canary-query-b8d4",
  environment: "canary-environment-55e0",
};

/** The secrets as a user gives them: none in the arguments. */
function environmentFor(url: string): NodeJS.ProcessEnv {
  const { user, password, query, environment } = CANARIES;
  const address = url.replace("//", `//${user}:${password}@`);
  return { FRAMEFERRY_TO: `${address}/predict?key=${query}`, SECRET_TOKEN: environment };
}

function canariesIn(text: string): readonly string[] {
  return Object.values(CANARIES).filter(
    (canary) => text.includes(canary) || text.includes(encodeURIComponent(canary)),
  );
}

/** Every file below a folder, as one text. */
function allFilesIn(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.name} ${readFileSync(join(entry.parentPath, entry.name), "latin1")}`)
    .join("\n");
}

function readProcess(pid: string, file: "cmdline" | "environ" | "children"): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "latin1");
  } catch {
    return "";
  }
}

function childrenOf(pid: number): readonly string[] {
  return readProcess(`${pid}/task/${pid}`, "children").split(" ").filter(Boolean);
}

function expectThatTheSecretsWereUsed(service: Collector): void {
  const { headers, path } = service.requests[0] ?? {};
  const credentials = Buffer.from(`${CANARIES.user}:${CANARIES.password}`).toString("base64");
  expect(headers?.authorization).toBe(`Basic ${credentials}`);
  expect(path).toContain(CANARIES.query);
}

/** An ffmpeg that lives long enough to be looked at. */
const UNHURRIED = fileURLToPath(
  new URL("../../../fixtures/programs/unhurried-ffmpeg.sh", import.meta.url),
);
const CFR = fixtureVideoPath("cfr.mp4");

describe("P34: secrets in the address and the environment are", () => {
  test.each([["text"], ["json"]])(
    "in no output and no file of a run that logs all in %s",
    async (format) => {
      await using home = await temporaryFolder();
      await using service = await startCollector({
        answer: (_, number) =>
          number % 4 === 0 ? { status: [400, 401, 500, 503][(number / 4) % 4] ?? 500 } : {},
      });
      const words = ["run", CFR, "-vv", "--json", "--log-format", format, "--retries", "1"];
      const environment = environmentFor(service.url);
      const { stdout, stderr } = await runCli(words, home.path, environment);
      expectThatTheSecretsWereUsed(service);
      const files = allFilesIn(home.path);
      expect(files).toContain('"outcome":"failed"');
      expect([canariesIn(stdout), canariesIn(stderr), canariesIn(files)]).toEqual([[], [], []]);
    },
  );

  test.each([
    ["a dry run", ["run", CFR, "--dry-run"]],
    ["a dry run as JSON", ["run", CFR, "--dry-run", "--json"]],
    [
      "a run that reaches nobody",
      ["run", CFR, "--every", "50", "--retries", "0", "--give-up", "1s", "-vv"],
    ],
    ["a look at the environment", ["doctor"]],
  ])("in no word of %s", async (_, words) => {
    await using home = await temporaryFolder();
    const { stdout, stderr } = await runCli(words, home.path, environmentFor("http://127.0.0.1:9"));
    expect((stdout + stderr).length).toBeGreaterThan(50);
    expect([...canariesIn(stdout + stderr), ...canariesIn(allFilesIn(home.path))]).toEqual([]);
  });

  test("in no word of a refusal of an address that is none", async () => {
    await using home = await temporaryFolder();
    const environment = { FRAMEFERRY_TO: `ftp://u:${CANARIES.password}@h/?key=${CANARIES.query}` };
    const { exitCode, stderr } = await runCli(["run", CFR], home.path, environment);
    expect(exitCode).toBe(2);
    expect(canariesIn(stderr)).toEqual([]);
  });

  test.skipIf(process.platform !== "linux")(
    "in no process list, and not in ffmpeg's environment (needs Linux's /proc)",
    async () => {
      await using home = await temporaryFolder();
      await using service = await startCollector();
      const frames = join(home.path, "frames");
      const words = ["run", CFR, "--frames", frames, "--ffmpeg", UNHURRIED, "--duration", "1s"];
      const run = startCli(words, home.path, environmentFor(service.url));
      const seen = new Map<string, string>();
      const ended = new AbortController();
      void run.ended.finally(() => ended.abort());
      while (!ended.signal.aborted) {
        for (const pid of [String(run.process.pid), ...childrenOf(run.process.pid ?? -1)])
          seen.set(readProcess(pid, "cmdline"), readProcess(pid, "environ"));
        await sleep(50);
      }
      const commandLines = [...seen.keys()];
      const ffmpeg = commandLines.find((line) => /ffmpeg\0.*-atomic_writing/su.test(line)) ?? "";
      expectThatTheSecretsWereUsed(service);
      expect(seen.get(ffmpeg)).toContain("PATH=");
      expect(canariesIn(seen.get(ffmpeg) ?? "")).toEqual([]);
      expect(canariesIn(commandLines.join("\n"))).toEqual([]);
    },
  );
});
