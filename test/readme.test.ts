import { execFile } from "node:child_process";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EXIT_CODE_MEANINGS } from "../src/cli/process/exit-codes.ts";
import { DOCTOR_FLAGS } from "../src/cli/flags/doctor-flags.ts";
import { FILES_FLAGS } from "../src/cli/flags/files-flags.ts";
import { FORGET_FLAGS, PRUNE_FLAGS } from "../src/cli/flags/forget-flags.ts";
import { RESUBMIT_FLAGS } from "../src/cli/flags/resubmit-flags.ts";
import { RUN_FLAGS } from "../src/cli/flags/run-flags.ts";
import { SERVE_FLAGS } from "../src/cli/flags/serve-flags.ts";
import { TUNE_FLAGS } from "../src/cli/flags/tune-flags.ts";
import { WATCH_FLAGS } from "../src/cli/flags/watch-flags.ts";
import { CFR_VIDEO } from "../scripts/fixtures/fixture-videos.ts";
import { startCollector } from "./support/services/collector.ts";
import { codeBlocks, readReadme } from "./support/docs/readme.ts";

const ROOT = new URL("..", import.meta.url);
const readme = await readReadme();

describe("the README", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "frameferry-readme-"));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it("has a library example that delivers every frame when it is run as it stands", async () => {
    await using service = await startCollector({});
    await copyFile(
      new URL(`fixtures/videos/${CFR_VIDEO.fileName}`, ROOT),
      join(folder, "clip.mp4"),
    );
    const example = codeBlocks(readme, "ts")[0] ?? "";
    const pointed = example
      .replace('"frameferry"', JSON.stringify(new URL("src/index.ts", ROOT).href))
      .replace("http://127.0.0.1:8000/predict", service.url);
    await writeFile(join(folder, "example.ts"), pointed);
    const env = { ...process.env, XDG_STATE_HOME: folder };
    const { stdout } = await promisify(execFile)(process.execPath, ["example.ts"], {
      cwd: folder,
      env,
    });
    const lines = stdout.trim().split("\n");
    expect(lines.at(-1)).toBe(`${lines.length - 1} of ${lines.length - 1} delivered`);
    expect(service.requestCount).toBe(lines.length - 1);
    expect(lines.length).toBeGreaterThan(10);
  });

  it("lists the exit codes that the program has, in the same words", () => {
    const table = readme.replaceAll(/ +/gu, " ");
    for (const [code, meaning] of EXIT_CODE_MEANINGS) {
      expect(table).toContain(`| ${code} | ${meaning} |`);
    }
  });

  it("names no option that does not exist", () => {
    const flags = [
      ...RUN_FLAGS,
      ...WATCH_FLAGS,
      ...FILES_FLAGS,
      ...SERVE_FLAGS,
      ...DOCTOR_FLAGS,
      ...RESUBMIT_FLAGS,
      ...TUNE_FLAGS,
      ...FORGET_FLAGS,
      ...PRUNE_FLAGS,
    ];
    const known = flags.flatMap(({ spelling }) => spelling.match(/--[\w-]+/gu) ?? []);
    const ofAllCommands = ["--json", "--dry-run", "--prune", "--log-format", "--help"];
    const ofOthers = ["--threads", "--quick"];
    const named = new Set(readme.match(/--[a-z][\w-]+/gu));
    for (const flag of [...known, ...ofAllCommands, ...ofOthers]) named.delete(flag);
    expect([...named]).toEqual([]);
  });

  it.each([
    ["run", RUN_FLAGS],
    ["watch", WATCH_FLAGS],
    ["send", FILES_FLAGS],
    ["tune", TUNE_FLAGS],
  ] as const)("gives %s no option that only others have", (command, flags) => {
    const known = flags.flatMap(({ spelling }) => spelling.match(/--[\w-]+/gu) ?? []);
    const lines = readme.match(new RegExp(`frameferry ${command} .*`, "gu")) ?? [];
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines)
      for (const flag of line.match(/--[a-z][\w-]+/gu) ?? [])
        expect([...known, "--help"]).toContain(flag);
  });
});
