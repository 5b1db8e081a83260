import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { writeFrames } from "../../support/frames/frame-writer.ts";
import { memoryFolder } from "../../support/files/memory-folder.ts";
import { WatchCommand } from "../../support/program/watch-command.ts";
import { limited, whyNotLimited } from "../../support/program/limits.ts";

const FEW = { kind: "descriptors", most: 64 } as const;
/** Node itself takes some 25; with these, 32 connections cannot be had, and files must be waited for. */
const TOO_FEW = { kind: "descriptors", most: 40 } as const;
const STARVED_WATCHER = fileURLToPath(new URL("starved-watcher.ts", import.meta.url));
const COUNT = 2000;

test("P9: with 64 descriptors, 2,000 frames are each sent once, 32 at a time", async (context) => {
  const reason = whyNotLimited(FEW);
  if (reason !== undefined) context.skip(reason);
  await using folder = await memoryFolder();
  const written = await writeFrames(folder.path, [
    "--way",
    "writes-at-once",
    "--count",
    `${COUNT}`,
  ]);
  await using watch = await WatchCommand.start(folder.path, {
    words: ["--concurrency", "32", "--until-idle", "1s"],
    launch: (line) => limited(FEW, line),
    answer: () => ({ delayMs: 5 }),
  });
  await expect.poll(() => watch.images.length).toBeGreaterThan(0);
  expect(readFileSync(`/proc/${watch.pid}/limits`, "utf8")).toMatch(/^Max open files +64 +64 /mu);
  const { exitCode, summary } = await watch.ended();
  expect([exitCode, summary.delivered, summary.failed]).toEqual([0, COUNT, 0]);
  expect(watch.images.map(({ digest }) => digest).toSorted()).toEqual(
    written.map(({ digest }) => digest).toSorted(),
  );
});

test("P9: with 40 descriptors, frames wait until one is left to read them, which costs them no attempt", async (context) => {
  const reason = whyNotLimited(TOO_FEW);
  if (reason !== undefined) context.skip(reason);
  await using folder = await memoryFolder();
  const count = 150;
  await writeFrames(folder.path, ["--way", "writes-at-once", "--count", `${count}`]);
  await using watch = await WatchCommand.start(folder.path, {
    words: ["--concurrency", "32", "--retries", "0", "-vv", "--until-idle", "1s"],
    launch: (line) => limited(TOO_FEW, line),
    answer: () => ({ delayMs: 5 }),
  });
  const { exitCode, summary, results, stderr } = await watch.ended();
  expect(stderr).toMatch(/^request .* no file descriptor is left to read the file/mu);
  expect(stderr).toContain("warning: frames wait, for no file descriptor is left");
  expect([exitCode, summary.delivered, summary.failed]).toEqual([0, count, 0]);
  expect(results.map(({ attempts }) => attempts)).toEqual(results.map(() => 1));
  expect(watch.images).toHaveLength(count);
});

test("P9: a watcher that finds no descriptor left says so, and hands out everything once there are some", async (context) => {
  const reason = whyNotLimited(FEW);
  if (reason !== undefined) context.skip(reason);
  await using folder = await memoryFolder();
  await writeFrames(folder.path, ["--way", "writes-at-once", "--count", "50"]);
  const [program = "", ...words] = limited(FEW, [process.execPath, STARVED_WATCHER, folder.path]);
  const { stdout } = await promisify(execFile)(program, words);
  const { warnings, names, lateNames } = JSON.parse(stdout) as Record<string, readonly string[]>;
  expect(warnings).toEqual([
    `${folder.path} cannot be listed because no file descriptor is left (raise ulimit -n); it is tried again every second`,
    `${folder.path} can be read again`,
  ]);
  // Whatever was noticed while nothing could be opened is not lost.
  expect(names).toHaveLength(50);
  expect(lateNames).toEqual(["late.jpg"]);
});
