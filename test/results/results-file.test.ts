import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { FrameResult } from "../../src/core/result.ts";
import { ResultsFile } from "../../src/results/results-file.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "frameferry-results-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function resultOf(index: number, response: unknown): FrameResult {
  const place = { source: "clip.mp4", frame: `frame_${index}.jpg`, index, ptsSeconds: null };
  const answer = { status: 200, attempts: 1, latencyMs: 1, response, reason: null };
  return { ...place, outcome: "delivered", ...answer };
}

test("holds a line per result, in the order of recording", async () => {
  await using file = await ResultsFile.open(join(folder, "results.jsonl"));
  for (let index = 0; index < 500; index += 1) await file.record(resultOf(index, "x".repeat(1000)));
  await file.close();
  const lines = (await readFile(file.path, "utf8")).trim().split("\n");
  expect(lines.map((line) => (JSON.parse(line) as FrameResult).index)).toEqual([
    ...Array(500).keys(),
  ]);
});

test("can be read while the run goes on", async () => {
  await using file = await ResultsFile.open(join(folder, "results.jsonl"));
  await file.record(resultOf(0, "one"));
  await expect.poll(async () => await readFile(file.path, "utf8")).toContain('"one"');
  await file.record(resultOf(1, "two"));
  await expect.poll(async () => await readFile(file.path, "utf8")).toContain('"two"');
});

test("holds every line that was recorded, also when the run fails and nothing closes it", async () => {
  const path = join(folder, "results.jsonl");
  {
    await using file = await ResultsFile.open(path);
    for (let index = 0; index < 3; index += 1) await file.record(resultOf(index, "x"));
  }
  expect((await readFile(path, "utf8")).trim().split("\n")).toHaveLength(3);
});

test("lets many frames wait for the disk at once, and none is lost", async () => {
  const warnings: string[] = [];
  const onWarning = ({ name }: Error): void => void warnings.push(name);
  process.on("warning", onWarning);
  await using file = await ResultsFile.open(join(folder, "results.jsonl"));
  const lines = Array.from({ length: 200 }, (_, index) => resultOf(index, "x".repeat(10_000)));
  await Promise.all(lines.map((line) => file.record(line)));
  await file.close();
  await new Promise((resolve) => setImmediate(resolve));
  process.off("warning", onWarning);
  expect((await readFile(file.path, "utf8")).trim().split("\n")).toHaveLength(200);
  expect(warnings).toEqual([]);
});

test("takes the place of an older file with its first line, and not before", async () => {
  const path = join(folder, "results.jsonl");
  await writeFile(path, "older\n");
  {
    await using _ = await ResultsFile.open(path);
  }
  expect(await readFile(path, "utf8")).toBe("older\n");
  await using file = await ResultsFile.open(path);
  await file.record(resultOf(0, "one"));
  await file.record(resultOf(1, "two"));
  await file.close();
  const lines = (await readFile(path, "utf8")).trim().split("\n");
  expect(lines.map((line) => (JSON.parse(line) as FrameResult).response)).toEqual(["one", "two"]);
});

test("without a line takes the place of an older file all the same, when it is closed", async () => {
  const path = join(folder, "results.jsonl");
  await writeFile(path, "older\n");
  await using file = await ResultsFile.open(path);
  await file.close();
  expect(await readFile(path, "utf8")).toBe("");
});

test("may be a device", async () => {
  await using file = await ResultsFile.open("/dev/null");
  await file.record(resultOf(0, "one"));
  await file.close();
});

test("replaces an answer that is nested too deeply to be written", async () => {
  await using file = await ResultsFile.open(join(folder, "results.jsonl"));
  await file.record(resultOf(0, JSON.parse("[".repeat(200_000) + "]".repeat(200_000))));
  await file.close();
  expect(JSON.parse(await readFile(file.path, "utf8"))).toMatchObject({
    index: 0,
    outcome: "delivered",
  });
});

test("says that the disk is full", async (context) => {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], { stdio: "ignore" });
  } catch {
    context.skip("this user may not mount a small disk");
  }
  try {
    await using file = await ResultsFile.open(join(folder, "results.jsonl"));
    const fill = async (): Promise<void> => {
      for (let index = 0; index < 200; index += 1)
        await file.record(resultOf(index, "x".repeat(5000)));
      await file.close();
    };
    await expect(fill()).rejects.toMatchObject({ code: "ERR_DISK_FULL", kind: "environment" });
  } finally {
    execFileSync("umount", ["-l", folder]);
  }
});
