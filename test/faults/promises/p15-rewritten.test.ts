import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { frameImage } from "../../../fixtures/programs/frame-image.mjs";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { writeFrames, type WrittenFrame } from "../../support/frames/frame-writer.ts";
import { digestOf } from "../../support/files/digest-of.ts";
import { WatchCommand } from "../../support/program/watch-command.ts";

const WAYS = ["writes-in-steps", "rewrites-in-place", "replaces-by-rename", "writes-at-once"];
const OFTEN = ["--versions", "12", "--pause", "3", "--between", "25", "--scale", "4"];

test("P15: images rewritten while they wait and while they are sent are never sent as a mixture, and the final content arrives", async () => {
  await using folder = await temporaryFolder();
  let gate = Promise.resolve();
  await using watch = await WatchCommand.start(folder.path, {
    words: ["--concurrency", "2", "--until-file", "DONE"],
    answer: async () => {
      await gate;
      return {};
    },
  });
  const write = async (
    from: number,
    words: readonly string[],
  ): Promise<readonly WrittenFrame[]> => {
    const writing = WAYS.map(async (way, at) => {
      const numbers = ["--from", `${from + 100 * at}`, "--name", `${10 * at}`, "--count", "3"];
      return await writeFrames(folder.path, ["--way", way, ...numbers, ...words]);
    });
    return (await Promise.all(writing)).flat();
  };
  const first = await write(0, []);
  await expect.poll(() => watch.images.length).toBe(first.length);

  // From now on two of them are being sent, and the others wait behind them.
  const { promise, resolve: open } = Promise.withResolvers<void>();
  gate = promise;
  const second = await write(1000, ["--scale", "2"]);
  await expect.poll(() => watch.service.inFlight).toBe(2);
  await sleep(1000);
  const third = await write(2000, OFTEN);
  open();
  writeFileSync(join(folder.path, "DONE"), "");
  const { exitCode, summary } = await watch.ended();

  const known = new Set([...first, ...second, ...third].map(({ digest }) => digest));
  const received = watch.images.map(({ digest }) => digest);
  expect(received.filter((digest) => !known.has(digest))).toEqual([]);
  expect(new Set(received).size).toBe(received.length);
  const finals = new Map(third.map(({ path, digest }) => [path, digest]));
  expect([...finals.values()].filter((digest) => !received.includes(digest))).toEqual([]);
  // So often had an image changed since it landed.
  expect(summary.skipped).toBeGreaterThan(0);
  expect([exitCode, summary.failed, watch.service.brokenCount]).toEqual([0, 0, 0]);
});

test("P15: images removed and created anew within 0 to 150 ms arrive with their final content", async () => {
  await using folder = await temporaryFolder();
  await using watch = await WatchCommand.start(folder.path, { words: ["--until-file", "DONE"] });
  const gapsMs = [0, 1, 3, 10, 30, 75, 150];
  const contentOf = (at: number, version: number): Buffer => frameImage(100 * version + at);
  const nameOf = (at: number): string => join(folder.path, `${gapsMs[at]}ms.jpg`);
  const rewriting = gapsMs.map(async (gapMs, at) => {
    for (let version = 1; version <= 5; version += 1) {
      rmSync(nameOf(at), { force: true });
      if (gapMs > 0) await sleep(gapMs);
      writeFileSync(nameOf(at), contentOf(at, version), { flag: "wx" });
      if (version < 5) await sleep(150 - gapMs);
    }
  });
  await Promise.all(rewriting);
  writeFileSync(join(folder.path, "DONE"), "");
  const { exitCode, summary } = await watch.ended();
  // One that was there for a moment only may have gone before it was read; nothing else fails.
  const reasons = summary.failures.map(({ reason }) => reason);
  expect(reasons.filter((reason) => !reason.includes("vanished before it was sent"))).toEqual([]);
  expect(exitCode).toBe(reasons.length === 0 ? 0 : 3);
  const received = new Set(watch.images.map(({ digest }) => digest));
  const missing = gapsMs.filter((_, at) => !received.has(digestOf(contentOf(at, 5))));
  expect(missing).toEqual([]);
  expect(received.size).toBe(watch.images.length);
});
