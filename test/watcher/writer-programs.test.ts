import { execFile, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { frameImage } from "../../fixtures/programs/frame-image.mjs";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { frameIndexOfImage } from "../support/frames/frame-index-of-image.ts";
import {
  writeFrames,
  writerCommand,
  type WrittenFrame,
  writtenFrames,
} from "../support/frames/frame-writer.ts";
import { digestOf } from "../support/files/digest-of.ts";
import { WatchCommand } from "../support/program/watch-command.ts";

const run = promisify(execFile);
const COUNT = 4;

/** Of each received image: what its request called it, its digest, and the index in its pixels. */
async function arrivals(watch: WatchCommand): Promise<readonly string[]> {
  expect(watch.service.brokenCount).toBe(0);
  const lines = watch.images.map(async ({ name, digest }, at) => {
    const bytes = watch.service.requests[at]?.parts[0]?.bytes ?? Buffer.alloc(0);
    return `${name} ${digest} ${await frameIndexOfImage(bytes)}`;
  });
  return (await Promise.all(lines)).toSorted();
}

function expected(written: readonly WrittenFrame[]): readonly string[] {
  return written.map(({ path, digest, index }) => `${basename(path)} ${digest} ${index}`);
}

describe("a program that", () => {
  test.each([
    ["writes at once", "writes-at-once"],
    ["writes in steps", "writes-in-steps"],
    ["reserves a file's space first", "preallocates"],
    ["copies slowly", "copies-in-place"],
    ["gives a copy its original's time at last", "copies-with-its-time"],
    ["renames .in.NAME. when it is done", "renames-when-done"],
    ["renames NAME.filepart when it is done", "renames-filepart"],
    ["opens for reading and writing", "rewrites-in-place"],
    ["replaces a half file by rename", "replaces-by-rename"],
    ["removes a half file and begins anew", "unlinks-and-recreates"],
  ])("%s has each of its frames delivered once, and whole", async (_, way) => {
    await using folder = await temporaryFolder();
    const words = ["--way", way, "--count", `${COUNT}`, "--pause", "30", "--scale", "6"];
    const command = writerCommand(folder.path, words);
    await using watch = await WatchCommand.start(folder.path, { command });
    const { exitCode, summary, stderr } = await watch.ended();
    const written = writtenFrames(stderr);
    expect(written).toHaveLength(COUNT);
    expect(await arrivals(watch)).toEqual(expected(written));
    expect([exitCode, summary.delivered, summary.failed]).toEqual([0, COUNT, 0]);
  });

  test.each([
    ["rewrites a file in steps, emptying it first", "writes-in-steps"],
    ["rewrites a file in place, without emptying it", "rewrites-in-place"],
    ["reserves a file's space each time", "preallocates"],
    ["renames a new file over the old one", "replaces-by-rename"],
    ["removes a file and creates it anew", "unlinks-and-recreates"],
  ])("%s has its final content delivered, and no mixture", async (_, way) => {
    await using folder = await temporaryFolder();
    await using watch = await WatchCommand.start(folder.path, { words: ["--until-file", "DONE"] });
    const [first] = await writeFrames(folder.path, ["--way", "renames-when-done"]);
    await expect.poll(() => watch.images.length).toBe(1);
    const often = ["--versions", "12", "--pause", "5", "--between", "40", "--scale", "6"];
    const written = await writeFrames(folder.path, ["--way", way, ...often]);
    writeFileSync(join(folder.path, "DONE"), "");
    const { exitCode } = await watch.ended();

    const known = new Set([...written, first].map((frame) => frame?.digest));
    const received = watch.images.map(({ digest }) => digest);
    expect(received.filter((digest) => !known.has(digest))).toEqual([]);
    expect(new Set(received).size).toBe(received.length);
    expect(received).toContain(written.at(-1)?.digest);
    expect([exitCode, watch.service.brokenCount]).toEqual([0, 0]);
  });

  test("reserves blocks with posix_fallocate has its frame delivered once, and whole", async (context) => {
    if (spawnSync("python3", ["-c", "import os; os.posix_fallocate"]).status !== 0)
      context.skip("There is no python3 that knows posix_fallocate");
    await using home = await temporaryFolder();
    await using folder = await temporaryFolder();
    const image = frameImage(5, 6);
    writeFileSync(join(home.path, "original.jpg"), image);
    const program = new URL("../../fixtures/programs/preallocates.py", import.meta.url);
    const words = [fileURLToPath(program), join(home.path, "original.jpg")];
    await using watch = await WatchCommand.start(folder.path, { words: ["--until-file", "DONE"] });
    await run("python3", [...words, join(folder.path, "copy.jpg"), "0.3"]);
    writeFileSync(join(folder.path, "DONE"), "");
    await watch.ended();
    expect(watch.images).toEqual([{ name: "copy.jpg", digest: digestOf(image) }]);
  });
});
