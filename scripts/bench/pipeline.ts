import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { RunSummary } from "../../src/core/summary.ts";
import type { Benchmark, BenchmarkReport, BenchmarkSettings } from "./benchmark.ts";
import { figure, spreadText } from "./harness/figures.ts";
import { cpuMs, measure, type Usage } from "./harness/measured-process.ts";
import { resultsOf, runInTurns } from "./harness/paired-runs.ts";
import { makeScratchFolder } from "./harness/scratch-folder.ts";
import { median, pairedRatios, spread } from "./harness/statistics.ts";
import type { Table } from "./harness/table.ts";
import { GRAINY_CLIP, makeClip, MOVING_CLIP } from "./media/clips.ts";
import { findProgram, type Program } from "./program.ts";
import { type CountingService, startCountingService } from "./service/start-counting-service.ts";
import { ffmpegPath, slicingCommand } from "./slicing-command.ts";
import { measureStartUp, ownStartUpMs, startUpTable } from "./start-up.ts";

export const pipelineBenchmark: Benchmark = {
  name: "pipeline",
  about: "`frameferry run`, slicing and delivering, beside ffmpeg alone writing the same frames",
  run: runPipelineBenchmark,
};

/** One run over the whole clip. */
interface Slice extends Usage {
  /** Frames written or delivered. */
  readonly frames: number;
  /** Processor time of the counting service, in milliseconds; 0 for ffmpeg alone. */
  readonly serviceCpuMs: number;
  /** Processor time of frameferry without its ffmpeg, in milliseconds; 0 for ffmpeg alone. */
  readonly ownCpuMs: number;
}

const CLIP_SECONDS = { quick: 5, default: 15, full: 60 } as const;
const ROUNDS = { quick: 2, default: 3, full: 7 } as const;
const START_ROUNDS = { quick: 5, default: 11, full: 21 } as const;
const OURS = "frameferry run";
const ALONE = "ffmpeg alone";
const BARE = "ffmpeg, fs.watch + undici";

async function runPipelineBenchmark({ effort, say }: BenchmarkSettings): Promise<BenchmarkReport> {
  const seconds = CLIP_SECONDS[effort];
  const program = findProgram();
  await using scratch = await makeScratchFolder();
  await using service = await startCountingService();
  const tables: Table[] = [];
  const clips: ClipFigures[] = [];
  for (const kind of [MOVING_CLIP, GRAINY_CLIP]) {
    say(`${kind.name}: ${seconds} s; the clip is made first where it is not there yet`);
    const clip = await makeClip(await ffmpegPath(), kind, seconds);
    const contenders = [
      { name: ALONE, run: async () => await sliceAlone(clip, scratch.path) },
      { name: OURS, run: async () => await carry(program, clip, scratch.path, service) },
      { name: BARE, run: async () => await carryBare(clip, scratch.path, service) },
    ];
    const results = await runInTurns(contenders, ROUNDS[effort], say);
    tables.push(pipelineTable(results, `${kind.name}, ${seconds} s`));
    clips.push({ name: kind.name, clip, results });
  }
  say("start-up");
  const [{ clip } = { clip: "" }] = clips;
  const starts = await measureStartUp(program, clip, scratch.path, START_ROUNDS[effort]);
  const startUpMs = ownStartUpMs(starts);
  return {
    tables: [...tables, startUpTable(starts)],
    notes: [...clips.flatMap((figures) => notesOf(figures, startUpMs)), FLOOR_NOTE],
    missing: program.whyNotBuilt === null ? [] : [program.whyNotBuilt],
    figures: {
      clipSeconds: seconds,
      clips: clips.map(({ name, results }) => ({ name, rounds: Object.fromEntries(results) })),
      starts,
    },
  };
}

/** Figures of one clip. */
interface ClipFigures {
  readonly name: string;
  readonly clip: string;
  readonly results: ReadonlyMap<string, readonly Slice[]>;
}

const FLOOR_NOTE =
  "`ffmpeg, fs.watch + undici` is the floor: it starts ffmpeg, posts what that writes, looks at no content, keeps no record, and loses what fails";

function notesOf({ name, results }: ClipFigures, startUpMs: number): string[] {
  const alone = resultsOf(results, ALONE);
  const ours = resultsOf(results, OURS);
  const bare = resultsOf(results, BARE);
  const ratios = (runs: readonly Slice[], lessMs: (run: Slice) => number): string => {
    const walls = runs.map((run) => run.wallMs - lessMs(run));
    return spreadText(spread(pairedRatios(walls, wallsOf(alone))), 3);
  };
  return [
    `${name}: wall time of the whole run over that of ffmpeg alone, per pair: ${ratios(ours, () => 0)}; less the service's processor time, shared by all cores: ${ratios(ours, serviceWallMs)}; and less the ${figure(startUpMs, 0)} ms that pass before our ffmpeg begins: ${ratios(ours, (run) => serviceWallMs(run) + startUpMs)}; that of the floor: ${ratios(bare, () => 0)}, and ${ratios(bare, serviceWallMs)} less the service`,
    `${name}: processor time of frameferry itself, start-up included: ${ownText(ours)} ms a frame; of the floor: ${ownText(bare)} ms; of the counting service: ${figure(serviceMsPerFrame(ours), 2)} ms; beyond that of ffmpeg alone, in ours and its ffmpeg: ${figure(extraCpuMs(ours, alone), 2)} ms, in the floor and its: ${figure(extraCpuMs(bare, alone), 2)} ms`,
  ];
}

function ownText(runs: readonly Slice[]): string {
  return spreadText(spread(runs.map((run) => run.ownCpuMs / run.frames)), 2);
}

/** Time that the service takes from all others, where every core is busy. */
function serviceWallMs({ serviceCpuMs }: Slice): number {
  return serviceCpuMs / availableParallelism();
}

async function sliceAlone(clip: string, scratch: string): Promise<Slice> {
  const folder = join(scratch, "alone");
  await mkdir(folder);
  const command = await slicingCommand({ video: clip, format: "jpg", durationSeconds: null });
  const { stdout: _, ...usage } = await measure(command, { folder });
  const frames = (await readdir(folder)).length;
  await rm(folder, { recursive: true });
  return { ...usage, frames, serviceCpuMs: 0, ownCpuMs: 0 };
}

async function carry(
  program: Program,
  clip: string,
  scratch: string,
  service: CountingService,
): Promise<Slice> {
  // Each run needs its own state, since delivered frames are not sent again.
  const state = await mkdtemp(join(scratch, "state-"));
  const options = ["--to", service.url, "--state", state, "--json"];
  const command = [...program.command, "run", clip, ...options];
  const { stdout, ...slice } = await measureCarrying(command, state, service);
  const summary = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as RunSummary;
  if (!summary.complete || summary.delivered !== slice.frames) {
    throw new Error(
      `${summary.delivered} frames were delivered, and the service counted ${slice.frames}`,
    );
  }
  return slice;
}

async function carryBare(clip: string, scratch: string, service: CountingService): Promise<Slice> {
  const round = await mkdtemp(join(scratch, "bare-"));
  const folder = join(round, "frames");
  await mkdir(folder);
  const slicing = await slicingCommand({ video: clip, format: "jpg", durationSeconds: null });
  const client = join(import.meta.dirname, "clients", "bare-run.ts");
  const command = [process.execPath, client, folder, service.url, ...slicing];
  const { stdout: _, ...slice } = await measureCarrying(command, round, service);
  return slice;
}

/** Measures a command that posts frames. @param folder for its processor time. */
async function measureCarrying(
  command: readonly string[],
  folder: string,
  service: CountingService,
): Promise<Slice & { readonly stdout: string }> {
  await service.takeCounts();
  const report = join(folder, "own-cpu");
  const hook = pathToFileURL(join(import.meta.dirname, "harness", "report-own-cpu.mjs")).href;
  const environment = {
    ...process.env,
    NODE_OPTIONS: `--import=${hook}`,
    BENCH_OWN_CPU: report,
  };
  const { stdout, ...usage } = await measure(command, { environment });
  const { frames, malformed, cpuMs: serviceCpuMs } = await service.takeCounts();
  if (malformed > 0) throw new Error(`${malformed} requests were malformed`);
  const ownCpuMs = Number(await readFile(report, "utf8"));
  return { ...usage, stdout, frames, serviceCpuMs, ownCpuMs };
}

function pipelineTable(results: ReadonlyMap<string, readonly Slice[]>, title: string): Table {
  const frames = resultsOf(results, OURS)[0]?.frames ?? 0;
  for (const run of [...results.values()].flat()) {
    if (run.frames !== frames) throw new Error(`${run.frames} frames instead of ${frames}`);
  }
  return {
    title: `${title}, ${frames} frames of 720p: median (least-greatest)`,
    columns: ["", "wall s", "CPU ms/frame", "of the service", "peak MiB"],
    rows: [...results].map(([name, runs]) => [
      name,
      spreadText(spread(wallsOf(runs).map((wallMs) => wallMs / 1000)), 2),
      spreadText(spread(runs.map((run) => cpuMs(run) / frames)), 2),
      figure(serviceMsPerFrame(runs), 2),
      figure(median(runs.map((run) => run.peakRssMiB ?? Number.NaN)), 0),
    ]),
  };
}

function wallsOf(runs: readonly Slice[]): number[] {
  return runs.map(({ wallMs }) => wallMs);
}

/** Median of the differences within a round, in milliseconds per frame. */
function extraCpuMs(ours: readonly Slice[], alone: readonly Slice[]): number {
  const differences = ours.map((run, round) => {
    const partner = alone[round];
    return partner === undefined ? Number.NaN : (cpuMs(run) - cpuMs(partner)) / run.frames;
  });
  return median(differences);
}

function serviceMsPerFrame(runs: readonly Slice[]): number {
  return median(runs.map((run) => run.serviceCpuMs / run.frames));
}
