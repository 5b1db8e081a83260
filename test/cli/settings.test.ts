import { existsSync, readdirSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CFR_VIDEO } from "../../scripts/fixtures/fixture-videos.ts";
import { fixtureVideoPath } from "../support/videos/decoded-video.ts";
import { startCollector } from "../support/services/collector.ts";
import { runCommand } from "../support/program/command-run.ts";

const CFR = fixtureVideoPath(CFR_VIDEO.fileName);
const NOWHERE = "http://127.0.0.1:9/predict";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "frameferry-settings-"));
});
afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});

describe("an environment variable", () => {
  const dryRun = ["run", CFR, "--to", NOWHERE, "--dry-run", "--json"];

  test("that is empty gives its option the default", async () => {
    const { exitCode, stdout } = await runCommand(dryRun, home, { FRAMEFERRY_RETRIES: "" });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ retries: 4 });
  });

  test.each(["0", "false", ""])("turns nothing on that it sets to %j", async (value) => {
    const words = ["run", CFR, "--to", NOWHERE, "--dry-run"];
    const { stdout } = await runCommand(words, home, { FRAMEFERRY_JSON: value });
    expect(stdout).toMatch(/^video {2,}/u);
  });

  test("names the address too, and a wrong value there is a usage error", async () => {
    const words = ["run", CFR, "--dry-run", "--json"];
    const { stdout } = await runCommand(words, home, { FRAMEFERRY_TO: NOWHERE });
    expect(JSON.parse(stdout)).toMatchObject({ request: { url: NOWHERE } });
    const wrong = await runCommand(words, home, { FRAMEFERRY_TO: NOWHERE, FRAMEFERRY_FPS: "fast" });
    expect(wrong.exitCode).toBe(2);
    expect(wrong.stderr).toContain("--fps: must be a number");
  });

  test("that names an address does not keep --demo from working", async () => {
    const words = ["run", CFR, "--demo", "--every", "50"];
    const { exitCode, stderr } = await runCommand(words, home, { FRAMEFERRY_TO: NOWHERE });
    expect(stderr).toContain("all 2 frames delivered");
    expect(exitCode).toBe(0);
  });
});

describe("a dry run of a video", () => {
  test("sends nothing and writes nothing, with the demo service either", async () => {
    const { exitCode, stdout } = await runCommand(
      ["run", CFR, "--demo", "--dry-run", "--json"],
      home,
    );
    expect(exitCode).toBe(0);
    expect(Object.keys(JSON.parse(stdout) as object)).toContain("ffmpeg");
    expect(existsSync(join(home, "frameferry"))).toBe(false);
  });

  test("prints a command that can be pasted into a shell", async () => {
    const video = join(home, "it's a clip.mp4");
    await copyFile(CFR, video);
    const { stdout } = await runCommand(["run", video, "--to", NOWHERE, "--dry-run"], home);
    const command = /^ffmpeg +(.*)$/mu.exec(stdout)?.[1] ?? "";
    const frames = join(home, "pasted");
    await mkdir(frames);
    const { execFileSync } = await import("node:child_process");
    execFileSync("/bin/sh", ["-c", command], { cwd: frames, stdio: "ignore" });
    expect(readdirSync(frames)).toHaveLength(CFR_VIDEO.frameCount);
  });
});

describe("among the files and folders of a run", () => {
  test("a video with a very long name is delivered", async () => {
    const video = join(home, `${"long".repeat(60)}.mp4`);
    await copyFile(CFR, video);
    await using service = await startCollector();
    const words = ["run", video, "--to", service.url, "--every", "50"];
    const { exitCode, stderr } = await runCommand(words, home);
    expect(stderr).toContain("all 2 frames delivered");
    expect(exitCode).toBe(0);
  });

  test("other files in the frames folder are neither sent nor touched", async () => {
    const frames = join(home, "my frames %d");
    await mkdir(frames);
    await writeFile(join(frames, "notes.jpg"), "mine");
    await using service = await startCollector();
    const words = ["run", CFR, "--to", service.url, "--every", "50", "--frames", frames];
    expect((await runCommand(words, home)).exitCode).toBe(0);
    expect(await readFile(join(frames, "notes.jpg"), "utf8")).toBe("mine");
    expect(service.requestCount).toBe(2);
    expect(readdirSync(frames)).toHaveLength(3);
  });

  test("older results survive a run that never began", async () => {
    const results = join(home, "results.jsonl");
    const older = '{"source":"a.mp4","frame":"a.jpg","outcome":"delivered"}\n';
    await writeFile(results, older);
    await writeFile(join(home, "notes.mp4"), "no video");
    const words = ["run", join(home, "notes.mp4"), "--to", NOWHERE, "--results", results];
    expect((await runCommand(words, home)).exitCode).toBe(4);
    expect(await readFile(results, "utf8")).toBe(older);
  });

  test("those of two runs with different states at once do not disturb each other", async () => {
    await using service = await startCollector();
    const words = ["run", CFR, "--to", service.url, "--every", "10", "--json"];
    const states = [join(home, "one"), join(home, "other")];
    const ends = await Promise.all(states.map(async (state) => await runCommand(words, state)));
    for (const { exitCode, stdout } of ends) {
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ landed: 10, delivered: 10 });
    }
  });
});
