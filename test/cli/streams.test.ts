import { spawnSync } from "node:child_process";
import { copyFileSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CFR_VIDEO } from "../../scripts/fixtures/fixture-videos.ts";
import { fixtureVideoPath } from "../support/videos/decoded-video.ts";
import { startCollector } from "../support/services/collector.ts";
import { DeliveryCommand } from "../support/program/delivery-command.ts";
import { BIN, runCommand, startCommand } from "../support/program/command-run.ts";
import { parseJsonLines } from "../support/files/json-lines.ts";

const CFR = fixtureVideoPath(CFR_VIDEO.fileName);
const NOWHERE = "http://127.0.0.1:9/predict";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "frameferry-streams-"));
});
afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});

describe("a reader that goes away early does no harm:", () => {
  test.each([
    ["stdout", "text"],
    ["stderr", "text"],
    ["stderr", "json"],
  ] as const)(
    "the run goes on to its end without its %s, with a log of %s",
    async (name, format) => {
      await using service = await startCollector({ answer: () => ({ delayMs: 20 }) });
      const words = ["run", CFR, "--to", service.url, "-vv", "--json", "-c", "4"];
      words.push("--log-format", format);
      const run = startCommand(words, home);
      await expect.poll(() => service.requestCount).toBeGreaterThan(0);
      run.process[name]?.destroy();
      const { exitCode, stdout, stderr } = await run.ended;
      expect(exitCode).toBe(0);
      expect(service.requestCount).toBe(CFR_VIDEO.frameCount);
      expect(stdout + stderr).not.toMatch(/EPIPE|^\s+at /mu);
    },
  );
});

describe("standard error as JSON lines", () => {
  test("holds nothing else in a run that succeeds", async () => {
    await using service = await startCollector();
    const words = ["run", CFR, "--to", service.url, "--every", "50", "--log-format", "json", "-vv"];
    const events = parseJsonLines((await runCommand(words, home)).stderr);
    for (const event of ["runStarted", "requestEnded", "frameSettled", "sliceEnded"])
      expect(events.map((line) => line["event"])).toContain(event);
  });

  test("holds nothing else in a run whose frames fail", async () => {
    await using service = await startCollector({ answer: () => ({ status: 400 }) });
    const words = ["run", CFR, "--to", service.url, "--every", "50", "--log-format", "json"];
    const { exitCode, stderr } = await runCommand(words, home);
    expect(exitCode).toBe(3);
    expect(parseJsonLines(stderr).length).toBeGreaterThan(1);
  });

  test("holds nothing else when there is no video", async () => {
    const words = ["run", "nowhere.mp4", "--to", NOWHERE, "--log-format", "json"];
    const { exitCode, stderr } = await runCommand(words, home);
    expect(exitCode).toBe(4);
    expect(JSON.stringify(parseJsonLines(stderr))).toContain("ERR_VIDEO_MISSING");
  });
});

describe("colors, where nobody watches,", () => {
  const words = ["run", "nowhere.mp4", "--to", NOWHERE];
  const isColored = async (
    flags: readonly string[],
    environment: NodeJS.ProcessEnv = {},
  ): Promise<boolean> => {
    const { stderr } = await runCommand([...words, ...flags], home, {
      FORCE_COLOR: undefined,
      NO_COLOR: undefined,
      ...environment,
    });
    expect(stderr).toContain("ERR_VIDEO_MISSING");
    return stderr !== stripVTControlCharacters(stderr);
  };

  test("are left out, unless somebody insists", async () => {
    expect(await isColored([])).toBe(false);
    expect(await isColored([], { FORCE_COLOR: "1" })).toBe(true);
    expect(await isColored([], { FORCE_COLOR: "0" })).toBe(false);
  });

  test("are there for --color always, and not for --no-color or --color never", async () => {
    expect(await isColored(["--color", "always"])).toBe(true);
    expect(await isColored(["--no-color"], { FORCE_COLOR: "1" })).toBe(false);
    expect(await isColored(["--color", "never"], { FORCE_COLOR: "1" })).toBe(false);
  });
});

describe.skipIf(process.platform !== "linux")("colors on a terminal", () => {
  /** `script` runs a command on a terminal of its own. */
  function onTerminal(flags: string, environment: NodeJS.ProcessEnv = {}): string {
    const command = `'${process.execPath}' '${BIN}' run nowhere.mp4 --to ${NOWHERE} ${flags}`;
    const plain = { FORCE_COLOR: undefined, NO_COLOR: undefined, CI: undefined, TERM: "xterm" };
    const env = { ...process.env, ...plain };
    const { stdout } = spawnSync("script", ["-qec", command, "/dev/null"], {
      env: { ...env, ...environment },
      encoding: "utf8",
    });
    expect(stdout).toContain("ERR_VIDEO_MISSING");
    return stdout;
  }

  test("are there, unless somebody does not want them", () => {
    expect(onTerminal("")).toContain("\u001B[31merror:");
    expect(onTerminal("", { NO_COLOR: "1" })).not.toContain("\u001B[31m");
    expect(onTerminal("--no-color")).not.toContain("\u001B[31m");
    expect(onTerminal("", { TERM: "dumb" })).not.toContain("\u001B[31m");
  });
});

describe("a video's name", () => {
  test("cannot move the cursor of whoever reads about it", async () => {
    const { exitCode, stderr } = await runCommand(["run", "\u001B[2Jx.mp4", "--to", NOWHERE], home);
    expect(exitCode).toBe(4);
    expect(stderr).toContain(String.raw`no file matches \u001b[2Jx.mp4`);
    expect(stderr).not.toContain("\u001B[2J");
  });

  test("may hold control characters, whether it is named or matched by a glob", async () => {
    await using delivery = await DeliveryCommand.open();
    copyFileSync(fixtureVideoPath(CFR_VIDEO.fileName), delivery.path("odd\nname.mp4"));
    for (const word of ["odd\nname.mp4", "*.mp4"]) {
      const { exitCode, summary } = await delivery.run(["run", word, "--every", "50", "--restart"]);
      expect([exitCode, summary.delivered]).toEqual([0, 2]);
    }
  });
});

describe("an address", () => {
  test("is never shown with its secrets, in no stream and no file", async () => {
    await using service = await startCollector({ answer: () => ({ status: 400, body: "no" }) });
    const { host } = new URL(service.url);
    const address = `http://anna:canary-word@${host}/predict?token=canary-query`;
    const words = ["run", CFR, "--to", address, "--every", "50", "-vv", "--json"];
    const { stdout, stderr } = await runCommand(words, home);
    expect(service.requests[0]?.path).toContain("canary-query");
    expect(stdout + stderr).not.toMatch(/canary/u);
    const silentWords = ["run", CFR, "--to", NOWHERE.replace("//", "//a:canary@")];
    const silent = await runCommand(
      [...silentWords, "--every", "50", "--retries", "0", "--max-outage", "1s"],
      home,
    );
    expect(silent.exitCode).toBe(7);
    expect(silent.stderr).not.toMatch(/canary/u);
    const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(files.length).toBeGreaterThanOrEqual(2);
    for (const { parentPath, name } of files)
      expect(readFileSync(join(parentPath, name), "utf8")).not.toContain("canary");
  });
});
