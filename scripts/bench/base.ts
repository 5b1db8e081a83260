import { statSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { RunSummary } from "../../src/core/summary.ts";
import type { Benchmark, BenchmarkReport, BenchmarkSettings } from "./benchmark.ts";
import { figure } from "./harness/figures.ts";
import { cpuMs, measure, type Usage } from "./harness/measured-process.ts";
import { resultsOf, runInTurns } from "./harness/paired-runs.ts";
import { makeScratchFolder } from "./harness/scratch-folder.ts";
import { median, pairedRatios } from "./harness/statistics.ts";
import type { Table } from "./harness/table.ts";
import { makeClip, MOVING_CLIP } from "./media/clips.ts";
import { frameFiles } from "./media/frame-files.ts";
import { findProgram, type Program } from "./program.ts";
import { type CountingService, startCountingService } from "./service/start-counting-service.ts";
import { ffmpegPath } from "./slicing-command.ts";

export const baseBenchmark: Benchmark = {
  name: "base",
  about:
    "`run` and `send` without any further option, beside the build of another checkout (--base)",
  run: runBase,
};

const CLIP_SECONDS = { quick: 5, default: 15, full: 60 } as const;
const FRAMES = { quick: 600, default: 1800, full: 9000 } as const;
const ROUNDS = { quick: 2, default: 7, full: 15 } as const;
const NOW = "this build";
const BASE = "the base";

async function runBase({ effort, base, say }: BenchmarkSettings): Promise<BenchmarkReport> {
  if (base === null)
    return {
      tables: [],
      notes: [],
      figures: {},
      missing: ["no other checkout is named (--base DIR)"],
    };
  const now = findProgram();
  const programs = [
    { name: BASE, program: programIn(base) },
    { name: NOW, program: now },
  ];
  await using scratch = await makeScratchFolder();
  await using service = await startCountingService();
  const clip = await makeClip(await ffmpegPath(), MOVING_CLIP, CLIP_SECONDS[effort]);
  const { folder } = await frameFiles(FRAMES[effort]);
  const tables: Table[] = [];
  const figures: Record<string, unknown> = {};
  for (const words of [
    ["run", clip],
    ["send", folder],
  ] as const) {
    const [command] = words;
    const place = { service, scratch: scratch.path };
    const contenders = programs.map(({ name, program }) => ({
      name,
      run: async () => await deliverOnce(program, words, place),
    }));
    const results = await runInTurns(contenders, ROUNDS[effort], (text) =>
      say(`${command}, ${text}`),
    );
    tables.push(baseTable(command, results));
    figures[command] = Object.fromEntries(results);
  }
  const missing = now.whyNotBuilt === null ? [] : [now.whyNotBuilt];
  return { tables, notes: [NOTE], missing, figures };
}

const NOTE =
  "ratios are medians within a round, of this build over the base: above 1 it has become slower, below 1 faster";

/** @throws Error if there is no build. */
function programIn(checkout: string): Program {
  const built = join(resolve(checkout), "dist", "cli", "bin.js");
  if (statSync(built, { throwIfNoEntry: false }) === undefined)
    throw new Error(`there is no build in ${checkout} (npm run build there)`);
  return { command: [process.execPath, built], whyNotBuilt: null };
}

interface BaseRun extends Usage {
  readonly frames: number;
}

/** @throws Error unless all frames arrived. */
async function deliverOnce(
  { command }: Program,
  words: readonly string[],
  { service, scratch }: { readonly service: CountingService; readonly scratch: string },
): Promise<BaseRun> {
  await service.takeCounts();
  const state = await mkdtemp(join(scratch, "state-"));
  const options = ["--to", service.url, "--state", state, "--json", "-q"];
  const { stdout, ...usage } = await measure([...command, ...words, ...options]);
  const { complete, delivered } = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as RunSummary;
  const { frames, malformed } = await service.takeCounts();
  if (!complete || frames !== delivered || malformed > 0)
    throw new Error(`${delivered} frames were delivered, and the service counted ${frames}`);
  return { ...usage, frames };
}

type Figure = (run: BaseRun) => number;

function baseTable(command: string, results: ReadonlyMap<string, readonly BaseRun[]>): Table {
  const of = (name: string, figureOf: Figure): readonly number[] =>
    resultsOf(results, name).map(figureOf);
  const ratio = (name: string, figureOf: Figure): string =>
    figure(median(pairedRatios(of(name, figureOf), of(BASE, figureOf))), 3);
  const cpuOf: Figure = (run) => cpuMs(run) / run.frames;
  const wallOf: Figure = ({ wallMs }) => wallMs;
  const memoryOf: Figure = ({ peakRssMiB }) => peakRssMiB ?? Number.NaN;
  return {
    title: `\`${command}\`, ${resultsOf(results, NOW)[0]?.frames ?? 0} frames, medians`,
    columns: ["", "CPU ms/frame", "wall s", "peak MiB", "CPU/base", "wall/base", "MiB/base"],
    rows: [BASE, NOW].map((name) => [
      name,
      figure(median(of(name, cpuOf)), 3),
      figure(median(of(name, wallOf)) / 1000, 2),
      figure(median(of(name, memoryOf)), 0),
      ratio(name, cpuOf),
      ratio(name, wallOf),
      ratio(name, memoryOf),
    ]),
  };
}
