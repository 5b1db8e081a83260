import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CFR_VIDEO, VFR_VIDEO } from "../../../scripts/fixtures/fixture-videos.ts";
import { fixtureVideoPath } from "../../support/videos/decoded-video.ts";
import { startCollector } from "../../support/services/collector.ts";
import { ffmpeg, testPicture } from "../../support/videos/ffmpeg-made.ts";
import { runCommand, startCommand } from "../../support/program/command-run.ts";
import { runMainIn } from "../../support/program/run-main.ts";
import { resultLines } from "../../support/results/result-lines.ts";

const CFR = fixtureVideoPath(CFR_VIDEO.fileName);
const NOWHERE = "http://127.0.0.1:9/predict";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "frameferry-cli-"));
});
afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});

interface Summary {
  readonly landed: number;
  readonly delivered: number;
  readonly failed: number;
  readonly pending: number;
  readonly sliced: number;
  readonly complete: boolean;
  readonly results: string;
  readonly failedImages: string | null;
}

function lastLine(text: string): Summary {
  return JSON.parse(text.trim().split("\n").at(-1) ?? "") as Summary;
}

describe("a run that succeeds", () => {
  test("ends with 0, balanced counts as the last line of standard output, and an empty spool", async () => {
    await using service = await startCollector({});
    const { exitCode, stdout, stderr } = await runCommand(
      ["run", CFR, "--to", service.url, "--json"],
      home,
    );
    expect([exitCode, stdout.trim().split("\n").length]).toEqual([0, 1]);
    const summary = lastLine(stdout);
    expect(summary).toMatchObject({
      landed: 100,
      delivered: 100,
      failed: 0,
      pending: 0,
      sliced: 100,
      complete: true,
    });
    expect(service.requestCount).toBe(100);
    expect(stderr).toContain("landed 100 · delivered 100 · failed 0 · skipped 0 · pending 0");
    expect(stderr).toContain(summary.results);
    const [job = ""] = readdirSync(join(home, "frameferry", "jobs"));
    const left = readdirSync(join(home, "frameferry", "jobs", job)).toSorted();
    expect(left).toEqual(["ledger.db", "owner.db", "results"]);
  });

  test("writes a line per frame with index, time and answer", async () => {
    await using service = await startCollector({});
    const file = join(home, "deep", "answers.jsonl");
    const video = fixtureVideoPath(VFR_VIDEO.fileName);
    await runCommand(["run", video, "--to", service.url, "--results", file], home);
    const lines = (await resultLines(file)).toSorted(
      (one, other) => Number(one["index"]) - Number(other["index"]),
    );
    expect(lines).toHaveLength(VFR_VIDEO.frameCount);
    lines.forEach((line, index) => {
      expect(line).toMatchObject({
        source: video,
        index,
        outcome: "delivered",
        status: 200,
        attempts: 1,
        response: { ok: true },
        reason: null,
      });
      expect(line["ptsSeconds"]).toBeCloseTo(VFR_VIDEO.ptsSeconds(index), 5);
    });
  });

  test("keeps the images of a frames folder that was named", async () => {
    await using service = await startCollector({});
    const frames = join(home, "my frames %d");
    await runCommand(["run", CFR, "--to", service.url, "--frames", frames, "--every", "10"], home);
    expect(readdirSync(frames)).toHaveLength(10);
    const again = await runCommand(["run", CFR, "--to", service.url, "--frames", frames], home);
    expect(again.exitCode).toBe(2);
    expect(again.stderr).toContain("already holds frames");
  });

  test("prints nothing with --quiet", async () => {
    await using service = await startCollector({});
    const { exitCode, stdout, stderr } = await runCommand(
      ["run", CFR, "--to", service.url, "-q"],
      home,
    );
    expect([exitCode, stdout, stderr]).toEqual([0, "", ""]);
  });

  test("writes neither colors nor carriage returns where nobody watches", async () => {
    await using service = await startCollector({});
    const { stderr } = await runCommand(["run", CFR, "--to", service.url, "-vv"], home);
    expect(stderr).toBe(stripVTControlCharacters(stderr));
    expect(stderr).not.toContain("\r");
    expect(stderr).toContain("delivered  frame_00000099.jpg");
    expect(stderr).toContain("ffmpeg: ");
  });

  test("logs in JSON when asked to", async () => {
    await using service = await startCollector({});
    const { stderr } = await runCommand(
      ["run", CFR, "--to", service.url, "--log-format", "json", "-v"],
      home,
    );
    const lines = stderr.split("\n").filter((line) => line.startsWith("{"));
    const events = lines.map((line) => (JSON.parse(line) as { event: string }).event);
    expect(events.filter((event) => event === "frameSettled")).toHaveLength(100);
  });

  test("works with the demo service and no other", async () => {
    const { exitCode, stdout } = await runCommand(
      ["run", CFR, "--demo", "--every", "10", "--json"],
      home,
    );
    expect([exitCode, lastLine(stdout).delivered]).toEqual([0, 10]);
  });
});

describe("a run whose frames fail", () => {
  test("ends with 3, and keeps their images and reasons", async () => {
    await using service = await startCollector({
      answer: (_, number) => (number === 7 ? { status: 400, body: "not a cat" } : {}),
    });
    const { exitCode, stdout, stderr } = await runCommand(
      ["run", CFR, "--to", service.url, "--json"],
      home,
    );
    const summary = lastLine(stdout);
    expect([exitCode, summary.failed, summary.delivered, service.requestCount]).toEqual([
      3, 1, 99, 100,
    ]);
    expect(readdirSync(summary.failedImages ?? "")).toHaveLength(1);
    expect(stderr).toContain("not a cat");
    expect(stderr).toMatch(/^ {2}to send them again {2}frameferry resubmit \S+cfr\.mp4$/mu);
    const failed = (await resultLines(summary.results)).filter(
      (line) => line["outcome"] === "failed",
    );
    expect(failed).toMatchObject([{ status: 400, attempts: 1 }]);
  });

  test("prints one line with --quiet", async () => {
    await using service = await startCollector({ answer: () => ({ status: 400 }) });
    const { exitCode, stderr } = await runCommand(
      ["run", CFR, "--to", service.url, "-q", "--every", "50"],
      home,
    );
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/^error: 2 of 2 frames failed/u);
    expect(stderr).toContain("frameferry resubmit ");
  });

  test("ends with 7 when the service is away for longer than --max-outage", async () => {
    const words = ["run", CFR, "--to", NOWHERE, "--every", "20", "--max-outage", "3s", "--json"];
    const { exitCode, stdout, stderr } = await runCommand(words, home);
    expect(exitCode).toBe(7);
    expect(stderr).toContain("the service is away, waiting for it: connection refused");
    expect(stderr.match(/waiting for it/gu)).toHaveLength(1);
    expect(stderr).toContain(`error: ${NOWHERE} did not answer within --max-outage`);
    expect(stderr).not.toMatch(/^\s+at /mu);
    const { delivered, failed, pending, landed } = lastLine(stdout);
    expect([delivered, failed, pending]).toEqual([0, 0, landed]);
  });

  test("ends with 7 when all of them failed and the service never answered", async () => {
    await using service = await startCollector({ answer: () => ({ kind: "hang" }) });
    const words = ["run", CFR, "--to", service.url, "--every", "50", "--retry-on", "5xx"];
    const { exitCode, stderr } = await runCommand([...words, "--timeout", "300ms"], home);
    expect(exitCode).toBe(7);
    expect(stderr).toContain(`error: ${service.url}/ never answered`);
  });

  test("ends early with 3 when more of them fail than it may have", async () => {
    await using service = await startCollector({ answer: () => ({ status: 400 }) });
    const words = ["run", CFR, "--to", service.url, "--max-failures", "5", "-c", "1", "--json"];
    const { exitCode, stdout, stderr } = await runCommand(words, home);
    expect([exitCode, service.requestCount]).toEqual([3, 6]);
    expect(stderr).toContain("stopping early: 6 of 6 frames failed, more than 5");
    const { failed, pending, landed, complete } = lastLine(stdout);
    expect([failed, pending, complete]).toEqual([6, landed - 6, false]);
  });

  test("counts answers as the user says", async () => {
    await using service = await startCollector({
      answer: (_, number) => ({ status: number === 0 ? 404 : 409 }),
    });
    const words = ["run", CFR, "--to", service.url, "--every", "50", "--json"];
    const rules = ["--retry-on", "404", "--success-on", "2xx,409"];
    const { exitCode, stdout } = await runCommand([...words, ...rules], home);
    expect([exitCode, lastLine(stdout).delivered, service.requestCount]).toEqual([0, 2, 3]);
  });
});

describe("a video that cannot be delivered whole", () => {
  test.each([
    ["missing", "nowhere.mp4", "there is no video file"],
    ["a text", "notes.mp4", "is not a video that ffmpeg can read"],
    ["a song", "song.mp3", "has no video stream"],
    ["cut short", "cut.mkv", "is incomplete: it ends after"],
  ])("because it is %s ends with 4 and one sentence", async (_, name, sentence) => {
    await using service = await startCollector({});
    await writeFile(join(home, "notes.mp4"), "only words\n".repeat(99));
    if (name === "song.mp3") await ffmpeg(home, "-f", "lavfi", "-i", "sine=d=1", name);
    if (name === "cut.mkv") {
      await ffmpeg(home, ...testPicture("160x120", 6, 25), "whole.mkv");
      const whole = await readFile(join(home, "whole.mkv"));
      await writeFile(join(home, name), whole.subarray(0, whole.length * 0.6));
    }
    const { exitCode, stdout, stderr } = await runCommand(
      ["run", join(home, name), "--to", service.url, "--json"],
      home,
    );
    expect(exitCode).toBe(4);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(/^\s+at /mu);
    if (name === "cut.mkv")
      expect(lastLine(stdout)).toMatchObject({
        complete: false,
        failed: 0,
        delivered: service.requestCount,
      });
    else expect(service.requestCount).toBe(0);
  });
});

describe("wrong usage", () => {
  test.each([
    [["run", CFR], "--to http://host/predict"],
    [["run", CFR, "--to", "ftp://x"], "--to: must be an http or https address"],
    [
      ["run", CFR, "--to", NOWHERE, "--concurrency", "0"],
      "--concurrency: must be auto, or a whole number from 1 to 10000",
    ],
    [
      ["run", CFR, "--to", NOWHERE, "--timeout", "30"],
      "--timeout: must be a length of time with its unit",
    ],
    [["run", CFR, "--to", NOWHERE, "--retry-on", "soon"], "--retry-on: must be a list such as 404"],
    [
      ["run", CFR, "--to", NOWHERE, "--success-on", "ok"],
      "--success-on: must be a list such as 404",
    ],
    [
      ["run", CFR, "--to", NOWHERE, "--max-failures", "many"],
      "--max-failures: must be a whole number",
    ],
    [["run", CFR, "--to", NOWHERE, "--max-failures", "101%"], "or a share such as 5%"],
    [["run", CFR, "--to", NOWHERE, "--max-outage", "10"], "--max-outage: must be a length of time"],
    [["run", CFR, "--to", NOWHERE, "--format", "bmp"], "--format: must be one of jpg, png, webp"],
    [["run", CFR, "--to", NOWHERE, "--format", "png", "--quality", "5"], "lossless"],
    [["run", CFR, "--to", NOWHERE, "--demo"], "exclude each other"],
    [["run", CFR, "--concurency", "3"], "Did you mean --concurrency?"],
    [["rum"], "Did you mean run?"],
    [["run"], "missing required argument 'video'"],
  ])("of %j ends with 2 and names the culprit", async (words, sentence) => {
    const { exitCode, stdout, stderr } = await runMainIn(home, ...words);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(/^\s+at /mu);
  });

  test("a flag beats the environment, and the environment a default", async () => {
    const words = ["run", CFR, "--to", NOWHERE, "--dry-run", "--json"];
    const environment = { FRAMEFERRY_RETRIES: "9", FRAMEFERRY_CONCURRENCY: "3" };
    const { stdout } = await runCommand([...words, "--retries", "2"], home, environment);
    expect(JSON.parse(stdout)).toMatchObject({ retries: 2, concurrency: 3 });
  });

  test("a dry run prints the plan and touches nothing", async () => {
    const { exitCode, stdout } = await runCommand(
      ["run", CFR, "--to", "http://anna:secret@h/p?key=1", "-n"],
      home,
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain("-atomic_writing 1");
    expect(stdout).not.toMatch(/secret|key=1/u);
    expect(existsSync(join(home, "frameferry"))).toBe(false);
  });
});

describe("an unusable environment ends with 5", () => {
  test.each([
    ["an ffmpeg that is none", ["--ffmpeg", "/bin/false"], "is not a working ffmpeg"],
    ["a state folder below a file", ["--state", "/dev/null/x"], "cannot be made"],
    ["a results file below a file", ["--results", "/dev/null/x"], "cannot be written"],
  ])("for %s", async (_, words, sentence) => {
    const { exitCode, stderr } = await runCommand(["run", CFR, "--to", NOWHERE, ...words], home);
    expect(exitCode).toBe(5);
    expect(stderr).toContain(sentence);
  });

  test("for want of an ffmpeg", async () => {
    const { exitCode, stderr } = await runCommand(["run", CFR, "--to", NOWHERE], home, {
      PATH: "/nowhere",
      FFMPEG_PATH: "",
    });
    expect(exitCode).toBe(5);
    expect(stderr).toContain("apt-get install ffmpeg");
  });

  test("for a full disk under the spool", async (context) => {
    const disk = join(home, "disk");
    await mkdir(disk);
    const { execFileSync } = await import("node:child_process");
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=300k", "tmpfs", disk], { stdio: "ignore" });
    } catch {
      context.skip("this user may not mount a small disk");
    }
    try {
      await using service = await startCollector({ answer: () => ({ delayMs: 3000 }) });
      const words = [
        "run",
        CFR,
        "--to",
        service.url,
        "--min-free",
        "0",
        "--frames",
        join(disk, "frames"),
      ];
      const { exitCode, stderr } = await runCommand(words, home);
      expect(exitCode).toBe(5);
      expect(stderr).toContain("the disk of the frames folder is full");
    } finally {
      execFileSync("umount", ["-l", disk]);
    }
  });
});

describe("a signal to a run", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s finishes what is in flight and ends with %i", async (signal, code) => {
    await using service = await startCollector({ answer: () => ({ delayMs: 300 }) });
    const run = startCommand(["run", CFR, "--to", service.url, "-c", "2", "--json"], home);
    await expect.poll(() => service.requestCount).toBeGreaterThan(1);
    run.process.kill(signal);
    const { exitCode, stdout } = await run.ended;
    expect(exitCode).toBe(code);
    const summary = lastLine(stdout);
    expect(summary.complete).toBe(false);
    expect(summary.delivered).toBe(service.requestCount);
    expect(summary.landed).toBe(summary.delivered + summary.pending);
  });

  test("P27: that kills the program takes ffmpeg along", async () => {
    await ffmpeg(
      home,
      ...testPicture("1280x720", 60, 30),
      "-c:v",
      "libx264",
      "-preset",
      "ultrafast",
      "long.mp4",
    );
    await using service = await startCollector({});
    const run = startCommand(["run", join(home, "long.mp4"), "--to", service.url], home);
    await expect.poll(() => service.requestCount).toBeGreaterThan(0);
    const isSlicing = (): boolean =>
      readdirSync("/proc").some(
        (pid) => commandOf(pid).includes(home) && commandOf(pid).includes("-atomic_writing"),
      );
    expect(isSlicing()).toBe(true);
    run.process.kill("SIGKILL");
    await run.ended;
    await expect.poll(isSlicing).toBe(false);
  });
});

function commandOf(pid: string): string {
  try {
    return process.platform === "linux" && /^\d+$/u.test(pid)
      ? readFileSync(`/proc/${pid}/cmdline`, "utf8")
      : "";
  } catch {
    return "";
  }
}
