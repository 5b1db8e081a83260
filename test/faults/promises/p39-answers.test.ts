import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { BIN, startProgram } from "../../support/program/command-run.ts";
import { FrameMaker } from "../../support/frames/frame-maker.ts";
import { ledgerWords } from "../judge/ledger-words.ts";
import { startOracle } from "../oracle/start-oracle.ts";
import { loopDisk, whyNoLoopDisk } from "../../support/files/loop-disk.ts";

const FRAMES = 3000;

/** The frames whose answers lie in results files, half lines left out. */
async function answered(files: readonly string[]): Promise<ReadonlySet<string>> {
  const texts = await Promise.all(files.map(async (file) => await readFile(file, "utf8")));
  const frames = texts.flatMap((text) => text.split("\n")).map(frameOfLine);
  return new Set(frames.filter((frame) => frame !== null));
}

function frameOfLine(line: string): string | null {
  try {
    return (JSON.parse(line) as { frame: string }).frame;
  } catch {
    return null;
  }
}

async function resultsFiles(home: string): Promise<readonly string[]> {
  const jobs = join(home, "frameferry", "jobs");
  const files = await readdir(jobs, { recursive: true });
  return files.filter((file) => file.endsWith(".jsonl")).map((file) => join(jobs, file));
}

const why = await whyNoLoopDisk();

test.skipIf(why !== undefined).each([
  ["in the state folder", []],
  ["in a file that was named, whose folder is new", ["--results", "new/folder/out.jsonl"]],
])(
  `P39: after a power cut, every frame on record as delivered has its answer, %s${why === undefined ? "" : ` (${why})`}`,
  async (_, places) => {
    await using disk = await loopDisk(64);
    await using oracle = await startOracle();
    await oracle.setCapacity({ workers: 4, serviceMs: 10 });
    await (await FrameMaker.make()).writeFiles(join(disk.path, "in"), { count: FRAMES });
    const words = ["send", "in", "--to", oracle.url, "-c", "4", "-q", ...places];
    const line = [process.execPath, BIN, ...words];
    await using run = startProgram(line, disk.path, { cwd: disk.path });
    for (let atLeast = 100; atLeast <= 500; atLeast += 200) {
      await expect
        .poll(async () => (await oracle.counts()).acceptedImages)
        .toBeGreaterThanOrEqual(atLeast);
      run.process.kill("SIGSTOP");
      // What the disk was told to do already may still come to its end.
      await sleep(100);
      const copy = await disk.afterPowerCut();
      run.process.kill("SIGCONT");
      const { words: onRecord, problems } = await ledgerWords(copy);
      expect(problems).toEqual([]);
      const delivered = onRecord.filter(({ outcome }) => outcome === "delivered");
      expect(delivered.length).toBeGreaterThan(0);
      expect(delivered.length).toBeLessThan(FRAMES);
      const named = places[1] === undefined ? await resultsFiles(copy) : [join(copy, places[1])];
      const answers = await answered(named);
      expect(delivered.filter(({ path }) => !answers.has(path))).toEqual([]);
    }
  },
);
