import { fileURLToPath } from "node:url";
import type { Benchmark, BenchmarkReport, BenchmarkSettings } from "./benchmark.ts";
import { figure } from "./harness/figures.ts";
import { cpuMs, measure, type Usage } from "./harness/measured-process.ts";
import { resultsOf, runInTurns } from "./harness/paired-runs.ts";
import { median, pairedRatios } from "./harness/statistics.ts";
import type { Table } from "./harness/table.ts";
import { makeLongClip } from "./media/long-clip.ts";
import { ffmpegPath } from "./slicing-command.ts";

export const samplingBenchmark: Benchmark = {
  name: "sampling",
  about: "few frames of a long 1080p video: one pass, seeks, the way that is chosen, keyframes",
  run: runSampling,
};

/** Length of the clip, in parts of 25 s. */
const PARTS = { quick: 4, default: 24, full: 24 } as const;
const ROUNDS = { quick: 1, default: 3, full: 7 } as const;
const PERIODS_SECONDS = {
  quick: [10, 50],
  default: [2, 5, 10, 20, 60],
  full: [1, 2, 4, 6, 10, 20, 60],
} as const;

const WAYS = ["pass", "seeks", "chosen", "nearest"] as const;

interface Slice extends Usage {
  readonly frameCount: number;
}

async function runSampling({ effort, say }: BenchmarkSettings): Promise<BenchmarkReport> {
  say("making the clip");
  const clip = await makeLongClip(await ffmpegPath(), PARTS[effort]);
  const tables: Table[] = [];
  const figures: Record<string, unknown> = {};
  for (const seconds of PERIODS_SECONDS[effort]) {
    const contenders = WAYS.map((name) => ({
      name,
      run: async () => await slice(clip, seconds, name),
    }));
    const results = await runInTurns(contenders, ROUNDS[effort], (text) =>
      say(`one frame in ${seconds} s, ${text}`),
    );
    tables.push(samplingTable(seconds, results));
    figures[`${seconds} s`] = Object.fromEntries(results);
  }
  return { tables, notes: NOTES, missing: [], figures };
}

const NOTES = [
  "ratios are medians within a round: `over pass` below 1 is faster than one pass, `over the better` is to the faster of one pass and seeks",
  "`chosen` may be up to 5 % slower than the better of one pass and seeks; `nearest` is --nearest-keyframe",
];

async function slice(clip: string, seconds: number, way: string): Promise<Slice> {
  const script = fileURLToPath(new URL("clients/slice-sparsely.ts", import.meta.url));
  const command = [process.execPath, script, clip, String(seconds), way];
  const { stdout, ...usage } = await measure(command);
  return { ...usage, frameCount: Number(stdout) };
}

function samplingTable(seconds: number, results: ReadonlyMap<string, readonly Slice[]>): Table {
  const wallsOf = (name: string): readonly number[] =>
    resultsOf(results, name).map(({ wallMs }) => wallMs);
  const [pass, seeks] = [wallsOf("pass"), wallsOf("seeks")];
  const better = pass.map((wallMs, round) => Math.min(wallMs, seeks[round] ?? wallMs));
  return {
    title: `One frame in ${seconds} s`,
    columns: ["", "frames", "wall s", "CPU s", "over pass", "over the better"],
    rows: WAYS.map((name) => [
      name,
      String(resultsOf(results, name)[0]?.frameCount ?? 0),
      figure(median(wallsOf(name)) / 1000, 2),
      figure(median(resultsOf(results, name).map(cpuMs)) / 1000, 2),
      figure(median(pairedRatios(wallsOf(name), pass)), 3),
      figure(median(pairedRatios(wallsOf(name), better)), 3),
    ]),
  };
}
