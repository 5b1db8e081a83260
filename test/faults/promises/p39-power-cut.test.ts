import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { startCollector } from "../../support/services/collector.ts";
import { digestOf } from "../../support/files/digest-of.ts";
import { startCommand } from "../../support/program/command-run.ts";
import { FrameMaker } from "../../support/frames/frame-maker.ts";
import { ledgerWords } from "../judge/ledger-words.ts";
import { loopDisk, whyNoLoopDisk } from "../../support/files/loop-disk.ts";

const COUNT = 300;
const whyNot = await whyNoLoopDisk();

test.skipIf(whyNot !== undefined)(
  "P39: when the power fails, each image on record lies where it was or in its target folder on another disk, whole",
  async () => {
    await using source = await loopDisk(48);
    await using goal = await loopDisk(48);
    await using service = await startCollector({ answer: () => ({ delayMs: 5 }) });
    const incoming = join(source.path, "in");
    mkdirSync(incoming);
    const landed = await (await FrameMaker.make()).writeFiles(incoming, { count: COUNT });
    // Whoever wrote the images has made them safe.
    expect(spawnSync("sync", ["-f", incoming]).status).toBe(0);
    // The ledger flushes that disk, so that it soon knows that images are no longer there.
    const words = ["watch", incoming, "--to", service.url, "-c", "2", "-q"];
    await using run = startCommand(
      [...words, "--move-to", join(goal.path, "done")],
      join(source.path, "state"),
    );
    const isGone = (path: string): boolean => !existsSync(join(incoming, path));
    await expect
      .poll(() => landed.filter(({ path }) => isGone(path)).length)
      .toBeGreaterThan(COUNT / 4);
    run.process.kill("SIGSTOP");
    // The goal first: what the source's disk holds is younger, if anything.
    const afterwards = { goal: await goal.afterPowerCut(), source: await source.afterPowerCut() };
    run.process.kill("SIGKILL");
    await run.ended;

    const { words: known } = await ledgerWords(join(afterwards.source, "state"));
    const onRecord = new Set(known.map(({ path }) => basename(path)));
    expect(onRecord.size).toBeGreaterThan(COUNT / 4);
    const lost = landed.filter(({ path, digest }) => {
      const places = [join(afterwards.source, "in", path), join(afterwards.goal, "done", path)];
      return !places.some((place) => existsSync(place) && digestOf(readFileSync(place)) === digest);
    });
    expect(lost.map(({ path }) => path)).toEqual([]);
    // The disks were caught at work: some of the images are at the goal.
    const moved = landed.filter(({ path }) => existsSync(join(afterwards.goal, "done", path)));
    expect(moved.length).toBeGreaterThan(0);
  },
);
