import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { fixtureVideoPath } from "../../support/videos/decoded-video.ts";
import { type Collector, startCollector } from "../../support/services/collector.ts";
import { runCommand, startCommand } from "../../support/program/command-run.ts";

const CANARIES = {
  user: "canary-user-7f3a",
  password: "canary-password-91c2",
  query: "canary-query-b8d4",
  environment: "canary-environment-55e0",
  header: "canary-header-0be6",
  apiKey: 'canary-"key"-d117',
  parameter: "canary-parameter-6c5f",
};

/** The secrets as a user gives them: none in the arguments. */
function environmentFor(url: string): NodeJS.ProcessEnv {
  const { user, password, query, environment } = CANARIES;
  const address = url.replace("//", `//${user}:${password}@`);
  return { FRAMEFERRY_TO: `${address}/predict?key=${query}`, SECRET_TOKEN: environment };
}

function canariesIn(text: string): readonly string[] {
  const { user, password } = CANARIES;
  return [...Object.values(CANARIES), `${user}:${password}`].filter((canary) =>
    [
      ...[canary, encodeURIComponent(canary), JSON.stringify(canary).slice(1, -1)],
      Buffer.from(canary).toString("base64").replace(/=+$/u, ""),
    ].some((form) => text.includes(form)),
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

describe("P34: a secret in the address, in headers, parameters or the environment is", () => {
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
      const { stdout, stderr } = await runCommand(words, home.path, environment);
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
      ["run", CFR, "--every", "50", "--retries", "0", "--max-outage", "1s", "-vv"],
    ],
    ["a look at the environment", ["doctor"]],
  ])("in no message of %s", async (_, words) => {
    await using home = await temporaryFolder();
    const { stdout, stderr } = await runCommand(
      words,
      home.path,
      environmentFor("http://127.0.0.1:9"),
    );
    expect((stdout + stderr).length).toBeGreaterThan(50);
    expect([...canariesIn(stdout + stderr), ...canariesIn(allFilesIn(home.path))]).toEqual([]);
  });

  test.each(["multipart", "deepstack"])(
    "in no output and no file of %s, though the service repeats all that it gets",
    async (protocol) => {
      await using home = await temporaryFolder();
      await using service = await startCollector({
        answer: ({ headers, body }) => ({
          status: 400,
          body: { error: `who sends ${JSON.stringify(headers)} ${body.toString("latin1")}?` },
        }),
      });
      const { header, apiKey, parameter } = CANARIES;
      const words = [
        "run",
        CFR,
        "--every",
        "50",
        "-p",
        protocol,
        "--header",
        `X-Api-Key: ${apiKey}`,
      ];
      const environment = {
        ...environmentFor(service.url),
        FRAMEFERRY_HEADER: "",
        FRAMEFERRY_PARAM: `api_key=${parameter}`,
      };
      const run = await runCommand(
        [...words, "-vv", "--log-format", "json"],
        home.path,
        environment,
      );
      const secret = { FRAMEFERRY_HEADER: `Authorization: Bearer ${header}` };
      const authorised = { ...environment, ...secret };
      const again = await runCommand(
        ["resubmit", CFR, "-vv", "-p", protocol],
        home.path,
        authorised,
      );
      const failures = await runCommand(["failures", CFR, "--json"], home.path, authorised);
      const first = service.requests.find(({ method }) => method === "POST");
      expect(first?.headers.authorization).toMatch(/^Basic /u);
      expect(first?.headers).toMatchObject({ "x-api-key": apiKey });
      expect(first?.body.toString("latin1")).toContain(parameter);
      expect(service.requests.at(-1)?.headers.authorization).toBe(`Bearer ${header}`);
      const files = allFilesIn(home.path);
      expect(files).toContain('"outcome":"failed"');
      const texts = [run, again, failures].map(({ stdout, stderr }) => stdout + stderr);
      expect(texts[2]).toContain("***");
      expect([...texts, files].map(canariesIn)).toEqual([[], [], [], []]);
    },
  );

  test("in no message about an address that is none", async () => {
    await using home = await temporaryFolder();
    const environment = { FRAMEFERRY_TO: `ftp://u:${CANARIES.password}@h/?key=${CANARIES.query}` };
    const { exitCode, stderr } = await runCommand(["run", CFR], home.path, environment);
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
      const run = startCommand(words, home.path, environmentFor(service.url));
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
