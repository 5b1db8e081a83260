import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EXIT_CODE_MEANINGS } from "../src/cli/exit-codes.ts";
import { RUN_FLAGS } from "../src/cli/run-flags.ts";
import { CFR_VIDEO } from "../scripts/fixtures/fixture-videos.ts";
import { startCollector } from "./support/collector.ts";

const ROOT = new URL("..", import.meta.url);
const readme = await readFile(new URL("README.md", ROOT), "utf8");

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
    const example = codeBlocks("ts")[0] ?? "";
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

  it("names no option of run that does not exist", () => {
    const known = RUN_FLAGS.flatMap(({ spelling }) => spelling.match(/--[\w-]+/gu) ?? []);
    const others = [
      "--to",
      "--json",
      "--dry-run",
      "--log-format",
      "--latency",
      "--capacity",
      "--fail",
      "--port",
      "--threads",
      "--only",
    ];
    const named = new Set(readme.match(/--[a-z][\w-]+/gu));
    expect(
      [...named].filter(
        (flag) => !known.includes(flag) && !others.includes(flag) && flag !== "--help",
      ),
    ).toEqual([]);
  });
});

function codeBlocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "gsu"))].map(
    ([, code]) => code ?? "",
  );
}
