import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { CFR_VIDEO } from "../../../scripts/fixtures/fixture-videos.ts";
import { originalName } from "../../../src/core/files/temporary-name.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { fixtureVideoPath } from "../../support/videos/decoded-video.ts";
import { runCommand, startCommand } from "../../support/program/command-run.ts";
import { spoolPath } from "../../support/program/spool-path.ts";
import { FrameMaker, landedIn } from "../../support/frames/frame-maker.ts";
import { judge } from "../judge/judge.ts";
import { ledgerWords } from "../judge/ledger-words.ts";
import { type Oracle, startOracle } from "../oracle/start-oracle.ts";
import { preloaded } from "../../support/program/preloaded.ts";

const FRAMES = 150;
/** Which call of the second step each start dies before; some die before they have got anywhere. */
const DEATHS = [1, 25, 1];

/** Starts the program, which dies just before a step; returns the names of the frames that are on record by then. */
async function dieBefore(
  step: string,
  words: readonly string[],
  home: string,
): Promise<ReadonlySet<string>> {
  const environment = preloaded("die-before.ts", { DIE_BEFORE: step });
  const run = startCommand(words, home, environment);
  await run.ended;
  expect(run.process.signalCode).toBe("SIGKILL");
  const { words: known, problems } = await ledgerWords(home);
  expect(problems).toEqual([]);
  const delivered = known.filter(({ outcome }) => outcome === "delivered");
  return new Set(delivered.map(({ path }) => basename(path)));
}

/** Names of the frames whose requests began after the first `count`. */
async function sentSince(oracle: Oracle, count: number): Promise<readonly string[]> {
  return (await oracle.exchanges()).slice(count).map(({ fileName }) => fileName ?? "");
}

describe("P4: a program that is killed when a delivery is on record", () => {
  test.each([
    ["the image not yet deleted", "--delete", "unlink"],
    ["the image not yet at its goal", "--move-to", "link"],
    ["the image at its goal, and still where it was", "--move-to", "unlink"],
  ])("with %s goes on at each start, and loses nothing", async (_, flag, step) => {
    await using home = await temporaryFolder();
    await using oracle = await startOracle();
    const [incoming, done] = [join(home.path, "in"), join(home.path, "done")];
    const landed = await (await FrameMaker.make()).writeFiles(incoming, { count: FRAMES });
    const what = flag === "--delete" ? [flag] : [flag, done];
    const words = ["send", incoming, "--to", oracle.url, ...what, "-c", "4", "-q"];
    let onRecord: ReadonlySet<string> = new Set();
    for (const number of DEATHS) {
      const { requests } = await oracle.counts();
      const before = onRecord;
      onRecord = await dieBefore(`${step} ${number}`, words, home.path);
      const sentAgain = (await sentSince(oracle, requests)).filter((name) => before.has(name));
      expect(sentAgain).toEqual([]);
      // One that is on its way out has a private name.
      const there = new Set((await readdir(incoming)).map((name) => originalName(name) ?? name));
      // It was struck between the two steps, and no image went before its delivery was on record.
      expect([...onRecord].filter((name) => there.has(name)).length).toBeGreaterThan(0);
      expect(landed.filter(({ path }) => !there.has(path) && !onRecord.has(path))).toEqual([]);
    }
    expect((await runCommand(words, home.path)).exitCode).toBe(0);

    expect(await readdir(incoming)).toEqual([]);
    if (flag === "--move-to") expect((await landedIn(done)).toSorted(byPath)).toEqual(landed);
    const { words: known } = await ledgerWords(home.path);
    const client = known.map(({ path, outcome, reason }) => ({
      path: basename(path),
      outcome,
      reason,
    }));
    const exchanges = await oracle.exchanges();
    const { problems, duplicates } = judge({ landed, client, exchanges, freshFrameMs: null });
    expect(problems).toEqual([]);
    expect(duplicates).toMatchObject({ otherKey: 0, withoutKey: 0 });
  });

  test("with the image still in its spool goes on at each start, and leaves nothing there", async () => {
    await using home = await temporaryFolder();
    await using oracle = await startOracle();
    const video = fixtureVideoPath(CFR_VIDEO.fileName);
    const words = ["run", video, "--to", oracle.url, "-c", "4", "-q"];
    const spool = spoolPath(home.path, video, oracle.url);
    let onRecord: ReadonlySet<string> = new Set();
    for (const number of DEATHS) {
      const { requests } = await oracle.counts();
      const before = onRecord;
      onRecord = await dieBefore(`unlink ${number}`, words, home.path);
      const sentAgain = (await sentSince(oracle, requests)).filter((name) => before.has(name));
      expect(sentAgain).toEqual([]);
      const there = await readdir(spool);
      // Later starts may die while they tidy up what the first one has left.
      if (before.size === 0) expect(there.some((name) => onRecord.has(name))).toBe(true);
    }
    expect((await runCommand(words, home.path)).exitCode).toBe(0);
    expect(new Set(await sentSince(oracle, 0)).size).toBe(CFR_VIDEO.frameCount);
    expect(existsSync(spool)).toBe(false);
  });
});

function byPath(one: { readonly path: string }, other: { readonly path: string }): number {
  return one.path < other.path ? -1 : 1;
}
