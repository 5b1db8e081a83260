import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryName } from "../../../src/core/files/temporary-name.ts";
import { DeliveryCommand } from "../../support/program/delivery-command.ts";
import { ledgerWords } from "../judge/ledger-words.ts";
import { preloaded } from "../../support/program/preloaded.ts";
import { smallDisk, whyNoSmallDisk } from "../../support/files/small-disk.ts";

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
    "the promised copies of failed images are made by the next %s",
    async (_, words, nextStatus) => {
      let status = 400;
      await using delivery = await DeliveryCommand.open({ answer: () => ({ status }) });
      delivery.land(...NAMES.map((name) => `in/${name}`));
      const copying = ["--on-failure", "copy-to=aside"];
      const first = delivery.start(["send", "in", ...copying, "-c", "2"], {
        environment: killedAt("link", 5),
      });
      await first.ended.catch(() => {});
      expect(first.process.signalCode).toBe("SIGKILL");
      const left = namesIn(delivery.path("aside"));
      const placed = left.filter((name) => /^\d+\.jpg$/u.test(name));
      expect(placed.length).toBeLessThan(COUNT);
      expect(left.some((name) => name.startsWith(".frameferry-part-"))).toBe(true);

      const { words: known } = await ledgerWords(delivery.path("state"));
      const failed = known.filter(({ outcome }) => outcome === "failed");
      // Those that were never sent fail in the next run, unless that sends only what had failed.
      const owed = nextStatus === 400 ? NAMES : failed.map(({ path }) => basename(path));
      expect(owed.length).toBeGreaterThan(placed.length);
      status = nextStatus;
      await delivery.run([...words, ...copying]);
      const both = owed.flatMap((name) => [name, `${name}.json`]).toSorted();
      expect(namesIn(delivery.path("aside"))).toEqual(both);
      for (const name of owed) {
        expect(readFileSync(delivery.path("aside", name))).toEqual(
          readFileSync(delivery.path("in", name)),
        );
        const note = JSON.parse(readFileSync(delivery.path("aside", `${name}.json`), "utf8"));
        expect(note).toMatchObject({ frame: name, outcome: "failed", status: 400 });
      }

      if (words[0] !== "send") return;
      // What somebody has seen to and taken away does not come back.
      for (const name of both) rmSync(delivery.path("aside", name));
      await delivery.run([...words, ...copying]);
      expect(namesIn(delivery.path("aside"))).toEqual([]);
    },
  );
});

test.skipIf(whyNoOtherDisk !== undefined)(
  "P39: after kill -9 nothing half is left in a target folder on another disk, and each image is in one place",
  async () => {
    await using delivery = await DeliveryCommand.open();
    await using disk = await smallDisk(4 << 20);
    delivery.land(...NAMES.map((name) => `in/${name}`));
    const goal = join(disk.path, "done");
    const words = ["send", "in", "--move-to", goal, "-c", "2"];
    // Each image is tried to be linked into place first, then its half is: the last of these never is.
    const first = delivery.start(words, { environment: killedAt("link", 2 * COUNT) });
    await first.ended.catch(() => {});
    expect(first.process.signalCode).toBe("SIGKILL");
    const halves = namesIn(goal).filter((name) => name.startsWith("."));
    expect(halves.length).toBeGreaterThan(0);
    // What another program is at work on is not ours.
    const other = temporaryName("part", "x.jpg").replace(`-${process.pid}-`, `-${process.ppid}-`);
    writeFileSync(join(goal, other), "");
    const { exitCode } = await delivery.run(words);
    expect(exitCode).toBe(0);
    expect(namesIn(goal)).toEqual([other, ...NAMES].toSorted());
    expect(namesIn(delivery.path("in"))).toEqual([]);
  },
);
