import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryName } from "../../../src/core/private-name.ts";
import { Errand } from "../../support/errand.ts";
import { ledgerWords } from "../judge/ledger-words.ts";
import { preloaded } from "../process/preloaded.ts";
import { smallDisk, whyNoSmallDisk } from "../process/small-disk.ts";

const COUNT = 12;
const NAMES = Array.from({ length: COUNT }, (_, at) => `${10 + at}.jpg`);
const whyNoOtherDisk = await whyNoSmallDisk();

/** All files below a folder, hidden ones too. */
function namesIn(folder: string): readonly string[] {
  return readdirSync(folder).toSorted();
}

/** Killed just before the n-th image gets its name at the goal. */
const killedAt = (step: string, number: number): NodeJS.ProcessEnv =>
  preloaded("die-before.ts", { DIE_BEFORE: `${step} ${number}` });

describe("P39: after kill -9", () => {
  test.each([
    ["send", ["send", "in"], 400],
    ["resubmit, which delivers the images themselves", ["resubmit", "in"], 200],
    ["watch", ["watch", "in", "--until-idle", "1s"], 400],
  ])(
    "the copies of failed images that were promised are made by the next %s",
    async (_, words, nextStatus) => {
      let status = 400;
      await using errand = await Errand.open({ answer: () => ({ status }) });
      errand.land(...NAMES.map((name) => `in/${name}`));
      const copying = ["--on-failure", "copy-to=aside"];
      const first = errand.start(["send", "in", ...copying, "-c", "2"], {
        environment: killedAt("link", 5),
      });
      await first.ended.catch(() => {});
      expect(first.process.signalCode).toBe("SIGKILL");
      const left = namesIn(errand.path("aside"));
      const placed = left.filter((name) => /^\d+\.jpg$/u.test(name));
      expect(placed.length).toBeLessThan(COUNT);
      expect(left.some((name) => name.startsWith(".frameferry-part-"))).toBe(true);

      const { words: known } = await ledgerWords(errand.path("state"));
      const failed = known.filter(({ outcome }) => outcome === "failed");
      // Those that were never sent fail in the next run, unless that sends only what had failed.
      const owed = nextStatus === 400 ? NAMES : failed.map(({ path }) => basename(path));
      expect(owed.length).toBeGreaterThan(placed.length);
      status = nextStatus;
      await errand.run([...words, ...copying]);
      const both = owed.flatMap((name) => [name, `${name}.json`]).toSorted();
      expect(namesIn(errand.path("aside"))).toEqual(both);
      for (const name of owed) {
        expect(readFileSync(errand.path("aside", name))).toEqual(
          readFileSync(errand.path("in", name)),
        );
        const note = JSON.parse(readFileSync(errand.path("aside", `${name}.json`), "utf8"));
        expect(note).toMatchObject({ frame: name, outcome: "failed", status: 400 });
      }

      if (words[0] !== "send") return;
      // What somebody has seen to and taken away does not come back.
      for (const name of both) rmSync(errand.path("aside", name));
      await errand.run([...words, ...copying]);
      expect(namesIn(errand.path("aside"))).toEqual([]);
    },
  );
});

test.skipIf(whyNoOtherDisk !== undefined)(
  "P39: after kill -9 nothing half is left at a goal on another disk, and each image is in one place",
  async () => {
    await using errand = await Errand.open();
    await using disk = await smallDisk(4 << 20);
    errand.land(...NAMES.map((name) => `in/${name}`));
    const goal = join(disk.path, "done");
    const words = ["send", "in", "--move-to", goal, "-c", "2"];
    // Each image is tried to be linked into place first, then its half is: the last of these never is.
    const first = errand.start(words, { environment: killedAt("link", 2 * COUNT) });
    await first.ended.catch(() => {});
    expect(first.process.signalCode).toBe("SIGKILL");
    const halves = namesIn(goal).filter((name) => name.startsWith("."));
    expect(halves.length).toBeGreaterThan(0);
    // What another program is at work on is not ours.
    const other = temporaryName("part", "x.jpg").replace(`-${process.pid}-`, `-${process.ppid}-`);
    writeFileSync(join(goal, other), "");
    const { exitCode } = await errand.run(words);
    expect(exitCode).toBe(0);
    expect(namesIn(goal)).toEqual([other, ...NAMES].toSorted());
    expect(namesIn(errand.path("in"))).toEqual([]);
  },
);
