import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RunSummary } from "../../../src/index.ts";
import { type TemporaryFolder, temporaryFolder } from "../../support/files/temporary-folder.ts";
import { ffmpeg, testPicture } from "../../support/videos/ffmpeg-made.ts";
import { noisyBroadcast } from "../../support/videos/noisy-broadcast.ts";
import { runCommand } from "../../support/program/command-run.ts";
import { startOracle } from "../oracle/start-oracle.ts";

/** An mp4 of 200 frames, cut at 60 % of its bytes. */
async function cutVideo(folder: TemporaryFolder, flags: readonly string[]): Promise<string> {
  const words = [...testPicture("320x240", 8, 25), "-c:v", "libx264", "-preset", "ultrafast"];
  await ffmpeg(folder.path, ...words, ...flags, "whole.mp4");
  const bytes = await readFile(join(folder.path, "whole.mp4"));
  const path = join(folder.path, "cut.mp4");
  await writeFile(path, bytes.subarray(0, bytes.length * 0.6));
  return path;
}

describe("P28: an mp4 that is cut at 60 %", () => {
  test("is incomplete, with the number of frames that it gave, which are delivered", async () => {
    await using folder = await temporaryFolder();
    await using oracle = await startOracle();
    const video = await cutVideo(folder, ["-movflags", "+faststart"]);
    const words = ["run", video, "--to", oracle.url, "--json"];
    const { exitCode, stdout, stderr } = await runCommand(words, folder.path);
    const summary = JSON.parse(stdout) as RunSummary;
    const { confirmedImages } = await oracle.counts();
    expect(exitCode).toBe(4);
    expect(confirmedImages).toBeGreaterThan(50);
    expect(confirmedImages).toBeLessThan(200);
    expect(summary).toMatchObject({ complete: false, delivered: confirmedImages, failed: 0 });
    expect(stderr).toContain(`cut.mp4 is incomplete: it ends after ${confirmedImages} frames`);
    expect(stderr).not.toContain("✔");
  });

  test("is unreadable when its index was at its end, and nothing is sent", async () => {
    await using folder = await temporaryFolder();
    await using oracle = await startOracle();
    const video = await cutVideo(folder, []);
    const { exitCode, stderr } = await runCommand(["run", video, "--to", oracle.url], folder.path);
    expect(exitCode).toBe(4);
    expect(stderr).toContain("cut.mp4 is not a video that ffmpeg can read");
    expect((await oracle.counts()).requests).toBe(0);
  });
});

describe("P28: a broadcast of which a part does not decode", () => {
  test("is incomplete, by share and count; --max-decode-errors allows for it, and nothing is sent twice", async () => {
    await using folder = await temporaryFolder();
    await using oracle = await startOracle();
    const video = await noisyBroadcast(folder, 30);
    const words = ["run", video, "--to", oracle.url, "--json"];
    const strict = await runCommand(words, folder.path);
    const summary = JSON.parse(strict.stdout) as RunSummary;
    expect(strict.exitCode).toBe(4);
    expect(summary).toMatchObject({ complete: false, failed: 0 });
    expect(summary.decodeErrors).toBeGreaterThan(0);
    expect(strict.stderr).toMatch(
      /noisy\.ts is incomplete: \d+ of \d+ frames could not be decoded, or only in part \([\d.]+ %\)/u,
    );
    const lenient = await runCommand([...words, "--max-decode-errors", "100%"], folder.path);
    expect(lenient.exitCode).toBe(0);
    expect(JSON.parse(lenient.stdout)).toMatchObject({ landed: 0, complete: true });
    expect((await oracle.counts()).requests).toBe(summary.delivered);
  });
});
