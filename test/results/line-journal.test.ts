import { readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import type { FrameResult } from "../../src/index.ts";
import { ResultsFile, type ResultsFileOptions } from "../../src/results/results-file.ts";
import type { ResultsLine } from "../../src/results/line-name.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/files/temporary-folder.ts";
import { sampleResult } from "../support/samples/sample-result.ts";

const MOTION: ResultsLine = {
  ...{ type: "motionStarted", source: "clip.mp4", frame: "frame_00000030.jpg" },
  ...{ index: 30, ptsSeconds: 3, share: 0.0622 },
};

const resultOf = (frame: string, changes: Partial<FrameResult> = {}): FrameResult => ({
  ...sampleResult(),
  frame,
  ...changes,
});

/** A results file and the folder of its job. */
class Bench implements AsyncDisposable {
  readonly #folder: TemporaryFolder;

  private constructor(folder: TemporaryFolder) {
    this.#folder = folder;
  }

  static async open(): Promise<Bench> {
    return new Bench(await temporaryFolder());
  }

  at(name: string): string {
    return `${this.#folder.path}/${name}`;
  }

  async begin(
    options: ResultsFileOptions & { readonly isNew?: boolean } = {},
  ): Promise<ResultsFile> {
    const { isNew = false, ...others } = options;
    const journal = { folder: this.#folder.path, isNew };
    return await ResultsFile.open(this.at("out.jsonl"), { journal, ...others });
  }

  /** A run that writes lines and does not end: what SIGKILL leaves is what is there when it has written them. */
  async killed(lines: readonly string[], options: ResultsFileOptions = {}): Promise<void> {
    await using file = await this.begin(options);
    for (const [index, line] of lines.entries()) {
      await file.record(resultOf(line), `key of ${line}`);
      // No more than 1,000 frames of a run wait for their commit.
      if (index % 500 === 499) await file.flushed();
    }
    file.flushNow();
    await file.flushed();
  }

  /** Frames of the lines. */
  async frames(): Promise<readonly string[]> {
    const text = await readFile(this.at("out.jsonl"), "utf8");
    return text
      .split("\n")
      .slice(0, -1)
      .map((line) => (JSON.parse(line) as FrameResult).frame);
  }

  async journal(): Promise<readonly string[]> {
    return (await readdir(this.#folder.path)).filter((name) => name.startsWith("written-lines"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#folder[Symbol.asyncDispose]();
  }
}

test("a line that a killed run has written is not written again, and all others are", async () => {
  await using bench = await Bench.open();
  await bench.killed(["a.jpg", "b.jpg"]);
  await using file = await bench.begin();
  for (const name of ["b.jpg", "c.jpg", "a.jpg"])
    await file.record(resultOf(name, { latencyMs: 7 }), `key of ${name}`);
  await file.close();
  expect(await bench.frames()).toEqual(["a.jpg", "b.jpg", "c.jpg"]);
});

test("a line is left out once: what the same run tells again is written", async () => {
  await using bench = await Bench.open();
  await bench.killed(["a.jpg"]);
  await using file = await bench.begin();
  await file.record(resultOf("a.jpg"), "key of a.jpg");
  await file.record(resultOf("a.jpg"), "key of a.jpg");
  await file.close();
  expect(await bench.frames()).toEqual(["a.jpg", "a.jpg"]);
});

test.each([
  ["another content under the same name", resultOf("a.jpg"), "another key"],
  ["another outcome", resultOf("a.jpg", { outcome: "failed", reason: "500" }), "key of a.jpg"],
])("the line of %s is written", async (_, result, key) => {
  await using bench = await Bench.open();
  await bench.killed(["a.jpg"]);
  await using file = await bench.begin();
  await file.record(result, key);
  await file.close();
  expect(await bench.frames()).toEqual(["a.jpg", "a.jpg"]);
});

test("a run that ends leaves no journal, so that a later one writes what it is told", async () => {
  await using bench = await Bench.open();
  await using first = await bench.begin();
  await first.record(resultOf("a.jpg"), "key of a.jpg");
  await first.close();
  expect(await bench.journal()).toEqual([]);
  await using next = await bench.begin();
  await next.record(resultOf("a.jpg"), "key of a.jpg");
  await next.close();
  expect(await bench.frames()).toEqual(["a.jpg", "a.jpg"]);
});

test.each<readonly [string, (bench: Bench) => Promise<ResultsFileOptions & { isNew?: boolean }>]>([
  ["the file was emptied", async (bench) => (await truncate(bench.at("out.jsonl")), {})],
  ["the file was removed", async (bench) => (await rm(bench.at("out.jsonl")), {})],
  ["the job begins anew", async () => ({ isNew: true })],
  ["the file is to be overwritten", async () => ({ overwrites: true })],
  [
    "a power failure has damaged the journal",
    async (bench) => (await writeFile(bench.at("written-lines.0"), Buffer.alloc(200)), {}),
  ],
])("what stood in the file does not count if %s", async (_, change) => {
  await using bench = await Bench.open();
  await bench.killed(["a.jpg"]);
  expect(await bench.journal()).toEqual(["written-lines.0"]);
  const options = await change(bench);
  await using file = await bench.begin(options);
  await file.record(resultOf("a.jpg", { latencyMs: 7 }), "key of a.jpg");
  await file.close();
  const text = await readFile(bench.at("out.jsonl"), "utf8");
  expect(text.match(/"latencyMs":7,/gu)).toHaveLength(1);
});

test("a line that the journal names and the file does not have is written", async () => {
  await using bench = await Bench.open();
  await bench.killed(["a.jpg", "b.jpg"]);
  const text = await readFile(bench.at("out.jsonl"), "utf8");
  await truncate(bench.at("out.jsonl"), text.indexOf("\n") + 9);
  await bench.killed(["a.jpg", "b.jpg"]);
  expect(await bench.frames()).toEqual(["a.jpg", "b.jpg"]);
});

test("another results file gets all lines", async () => {
  await using bench = await Bench.open();
  await bench.killed(["a.jpg"]);
  const journal = { folder: bench.at("."), isNew: false };
  await using other = await ResultsFile.open(bench.at("other.jsonl"), { journal });
  await other.record(resultOf("a.jpg"), "key of a.jpg");
  await other.close();
  expect(await readFile(bench.at("other.jsonl"), "utf8")).toContain('"a.jpg"');
});

test("lines are known after several kills, and when the file was set aside meanwhile", async () => {
  await using bench = await Bench.open();
  const limits = { maxBytes: 3200, keepMs: Number.POSITIVE_INFINITY };
  await bench.killed(["a.jpg"], { limits });
  await bench.killed(["b.jpg"], { limits });
  await bench.killed(["c.jpg"], { limits });
  const files = (await readdir(bench.at("."))).filter((name) => name.endsWith(".jsonl"));
  expect(files.length).toBeGreaterThan(1);
  await using file = await bench.begin({ limits });
  for (const name of ["a.jpg", "b.jpg", "c.jpg", "d.jpg"])
    await file.record(resultOf(name), `key of ${name}`);
  await file.close();
  const all = (await readdir(bench.at("."))).filter((name) => name.endsWith(".jsonl"));
  const texts = await Promise.all(all.map(async (name) => await readFile(bench.at(name), "utf8")));
  const named = texts.join("").match(/"frame":"[a-d]\.jpg"/gu) ?? [];
  expect(named.toSorted()).toEqual(["a", "b", "c", "d"].map((name) => `"frame":"${name}.jpg"`));
});

test("of many lines at least the last two thousand are known, and the journal stays small", async () => {
  await using bench = await Bench.open();
  const names = Array.from({ length: 7000 }, (_, index) => `${index}.jpg`);
  await bench.killed(names);
  const journal = await Promise.all(
    (await bench.journal()).map(async (name) => await readFile(bench.at(name), "utf8")),
  );
  expect(journal.join("").split("\n").length).toBeLessThan(5500);
  await bench.killed(names.slice(-2000));
  expect(await bench.frames()).toHaveLength(7000);
});

test("a motion that was told is not told again, one of another frame is", async () => {
  await using bench = await Bench.open();
  {
    await using killed = await bench.begin();
    await killed.record(MOTION);
    killed.flushNow();
    await killed.flushed();
  }
  await using file = await bench.begin();
  await file.record({ ...MOTION, share: 0.0623 });
  await file.record({ ...MOTION, index: 31, frame: "frame_00000031.jpg" });
  await file.close();
  expect(await bench.frames()).toEqual(["frame_00000030.jpg", "frame_00000031.jpg"]);
});

test("of frames without an index, whose names may come again, only the very same line counts", async () => {
  await using bench = await Bench.open();
  const motion = { ...MOTION, index: null, ptsSeconds: null, frame: "now.jpg" } as ResultsLine;
  {
    await using killed = await bench.begin();
    await killed.record(motion);
    killed.flushNow();
    await killed.flushed();
  }
  await using file = await bench.begin();
  await file.record(motion);
  await file.record({ ...motion, share: 0.0623 } as ResultsLine);
  await file.close();
  expect(await bench.frames()).toEqual(["now.jpg", "now.jpg"]);
});
