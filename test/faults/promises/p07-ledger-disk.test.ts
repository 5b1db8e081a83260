import { statfsSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { BIN, runCommand, startProgram } from "../../support/program/command-run.ts";
import { FrameMaker, type LandedImage } from "../../support/frames/frame-maker.ts";
import { judge } from "../judge/judge.ts";
import { ledgerWords } from "../judge/ledger-words.ts";
import { type Oracle, startOracle } from "../oracle/start-oracle.ts";
import { limited, whyNotLimited } from "../../support/program/limits.ts";
import { smallDisk, whyNoSmallDisk } from "../../support/files/small-disk.ts";

const FRAMES = 1200;
/** 400 frames a second. A group of them is committed after half a second at the latest. */
const CAPACITY = { workers: 8, serviceMs: 20 };
const MAX_UNCOMMITTED = 200 + 2 * CAPACITY.workers;
const SMALL_FILES = { kind: "fileSize", maxBytes: 256 * 1024 } as const;

/** Frames that the ledger calls delivered; the service answered each of them whole. */
async function deliveredByLedger(
  oracle: Oracle,
  home: string,
  landed: readonly LandedImage[],
): Promise<ReadonlySet<string>> {
  const { words, problems } = await ledgerWords(home);
  expect(problems).toEqual([]);
  const names = new Set(words.filter(isDelivered).map(({ path }) => basename(path)));
  const exchanges = await oracle.exchanges();
  const client = landed.map(({ path }) => ({
    path,
    outcome: names.has(path) ? ("delivered" as const) : ("pending" as const),
    reason: null,
  }));
  const judgment = judge({ landed, client, exchanges, freshFrameMs: null });
  expect(judgment.problems.filter((problem) => problem.includes("is called delivered"))).toEqual(
    [],
  );
  return names;
}

function isDelivered({ outcome }: { readonly outcome: string }): boolean {
  return outcome === "delivered";
}

/** What is on record is not sent again by the same command, and everything else is. */
async function expectTheRest(
  oracle: Oracle,
  words: readonly string[],
  home: string,
  known: ReadonlySet<string>,
): Promise<void> {
  await oracle.setCapacity(null);
  const { requests } = await oracle.counts();
  expect(await runCommand(words, home)).toMatchObject({ exitCode: 0 });
  const sent = (await oracle.exchanges()).slice(requests).map(({ fileName }) => fileName ?? "");
  expect(sent.filter((name) => known.has(name))).toEqual([]);
  expect(new Set([...sent, ...known]).size).toBe(FRAMES);
  expect((await oracle.counts()).confirmedImages).toBe(FRAMES);
}

describe("P7: a ledger that cannot be written stops sending at once, calls nothing delivered that is not, and goes on later", () => {
  test("on a disk of 1 MiB that is full", async (context) => {
    const reason = await whyNoSmallDisk();
    if (reason !== undefined) context.skip(reason);
    await using disk = await smallDisk(2 ** 20);
    await using home = await temporaryFolder();
    await using oracle = await startOracle();
    await oracle.setCapacity(CAPACITY);
    const [incoming, results] = [join(home.path, "in"), join(home.path, "results.jsonl")];
    const landed = await (await FrameMaker.make()).writeFiles(incoming, { count: FRAMES });
    const words = ["send", incoming, "--to", oracle.url, "-c", "8", "--results", results];

    const { exitCode, stderr } = await runCommand(words, disk.path);
    const { bavail, bsize } = statfsSync(disk.path);
    expect(bavail * bsize).toBeLessThan(64 * 1024);
    expect(stderr).toMatch(/error: the ledger \S+ cannot be written: the disk is full/u);
    expect(exitCode).toBe(5);
    await disk.resize(8 * 2 ** 20);
    const known = await deliveredByLedger(oracle, disk.path, landed);
    expect(known.size).toBeGreaterThan(50);
    expect((await oracle.counts()).requests - known.size).toBeLessThanOrEqual(MAX_UNCOMMITTED);

    await expectTheRest(oracle, words, disk.path, known);
  });

  const why = whyNotLimited(SMALL_FILES);
  test.skipIf(why !== undefined)(
    `on a disk that reports an error${why === undefined ? "" : ` (${why})`}`,
    async () => {
      await using home = await temporaryFolder();
      await using oracle = await startOracle();
      await oracle.setCapacity(CAPACITY);
      const incoming = join(home.path, "in");
      const landed = await (await FrameMaker.make()).writeFiles(incoming, { count: FRAMES });
      const words = ["send", incoming, "--to", oracle.url, "-c", "8"];

      const line = limited(SMALL_FILES, [process.execPath, BIN, ...words]);
      const { exitCode, stderr } = await startProgram(line, home.path).ended;
      expect(stderr).toMatch(/error: the ledger \S+ cannot be read or written: the disk reports/u);
      expect(exitCode).toBe(5);
      const known = await deliveredByLedger(oracle, home.path, landed);
      expect(known.size).toBeGreaterThan(10);
      expect((await oracle.counts()).requests - known.size).toBeLessThanOrEqual(MAX_UNCOMMITTED);

      await expectTheRest(oracle, words, home.path, known);
    },
  );
});
