import { copyFileSync, renameSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Benchmark, BenchmarkReport, BenchmarkSettings } from "./benchmark.ts";
import { figure } from "./harness/figures.ts";
import { resultsOf, runInTurns } from "./harness/paired-runs.ts";
import { type ProcessGroup, startGroup } from "./harness/process-group.ts";
import { makeScratchFolder } from "./harness/scratch-folder.ts";
import { median } from "./harness/statistics.ts";
import type { Table } from "./harness/table.ts";
import { frameFiles } from "./media/frame-files.ts";
import { findProgram } from "./program.ts";
import { type CountingService, startCountingService } from "./service/start-counting-service.ts";

export const siteBenchmark: Benchmark = {
  name: "site",
  about: "many watched folders, two frames a second each: one site, beside a command for each",
  run: runSiteBenchmark,
};

const SITE = "frameferry up, one process";
const COMMANDS = "frameferry watch, a process each";
const SOURCES = { quick: [4], default: [20, 50], full: [20, 50] } as const;
const ROUNDS = { quick: 1, default: 2, full: 4 } as const;
/** How long frames land before and while it is measured, once all have begun. */
const SECONDS = { quick: [3, 6], default: [10, 30], full: [20, 60] } as const;
const FRAMES_PER_SECOND = 2;
const SERVICE_MS = 20;

/** What one source took. */
interface SourceShare {
  /** From the start to the first answer of every source, in seconds. */
  readonly startSeconds: number;
  /** Processor time in percent of a core. */
  readonly cpuPercent: number;
  /** Memory with its share of what it shares with others (PSS). */
  readonly memoryMiB: number;
}

interface SitePlace {
  readonly folders: readonly string[];
  readonly image: string;
  readonly service: CountingService;
  readonly effort: BenchmarkSettings["effort"];
}

async function runSiteBenchmark({ effort, say }: BenchmarkSettings): Promise<BenchmarkReport> {
  const { paths } = await frameFiles(60);
  const program = findProgram();
  await using scratch = await makeScratchFolder();
  await using service = await startCountingService([], SERVICE_MS);
  const tables: Table[] = [];
  const figures: Record<string, unknown> = {};
  for (const count of SOURCES[effort]) {
    say(`${count} sources`);
    const runIn = (start: typeof startSite) => async (): Promise<SourceShare> => {
      const round = await mkdtemp(join(scratch.path, "round-"));
      const folders = Array.from({ length: count }, (_, at) => join(round, `in-${at}`));
      for (const folder of folders) await mkdir(folder);
      const place = { folders, image: paths[0] ?? "", service, effort };
      return await measureSources(place, () => start(round, folders, program.command, service.url));
    };
    const contenders = [
      { name: SITE, run: runIn(startSite) },
      { name: COMMANDS, run: runIn(startCommands) },
    ];
    const results = await runInTurns(contenders, ROUNDS[effort], say);
    tables.push(siteTable(count, results));
    figures[`${count} sources`] = Object.fromEntries(results);
  }
  return {
    tables,
    notes: [
      `frames of 130 KB are renamed into each folder, ${FRAMES_PER_SECOND} a second; the service takes ${SERVICE_MS} ms`,
      "start: until each source has its first answer; user and system time, and memory, of all processes; medians of the rounds",
    ],
    missing: program.whyNotBuilt === null ? [] : [program.whyNotBuilt],
    figures,
  };
}

function startSite(
  round: string,
  folders: readonly string[],
  program: readonly string[],
  url: string,
): readonly ProcessGroup[] {
  const sources = folders.map((folder, at) => `  s${at}: { watch: "${folder}", delete: true }\n`);
  const file = join(round, "frameferry.yaml");
  writeFileSync(file, `defaults: { to: "${url}" }\nsources:\n${sources.join("")}`);
  return [startGroup([...program, "up", file, "-q"], stateIn(round))];
}

function startCommands(
  round: string,
  folders: readonly string[],
  program: readonly string[],
  url: string,
): readonly ProcessGroup[] {
  return folders.map((folder) =>
    startGroup([...program, "watch", folder, "--to", url, "--delete", "-q"], stateIn(round)),
  );
}

function stateIn(round: string): NodeJS.ProcessEnv {
  return { ...process.env, XDG_STATE_HOME: join(round, "state") };
}

/** @throws Error if the frames do not arrive as fast as they land. */
async function measureSources(
  { folders, image, service, effort }: SitePlace,
  start: () => readonly ProcessGroup[],
): Promise<SourceShare> {
  await service.takeCounts();
  const landing = new AbortController();
  landFrame(folders, image, 0);
  const startedMs = performance.now();
  await using stack = new AsyncDisposableStack();
  const groups = start();
  for (const group of groups) stack.use(group);
  for (let served = 0; served < folders.length; served += (await service.takeCounts()).frames) {
    if (performance.now() - startedMs > PATIENCE_MS) throw new Error("not every source begins");
    await sleep(20);
  }
  const startSeconds = (performance.now() - startedMs) / 1000;
  const landed = landSteadily(folders, image, landing.signal);
  const [restSeconds, seconds] = SECONDS[effort];
  await sleep(restSeconds * 1000);
  await service.takeCounts();
  const [beforeMs, fromMs] = [cpuOf(groups), performance.now()];
  await sleep(seconds * 1000);
  const cpuPercent = (100 * (cpuOf(groups) - beforeMs)) / (performance.now() - fromMs);
  const { frames } = await service.takeCounts();
  landing.abort();
  await landed;
  if (frames < MIN_SHARE * folders.length * FRAMES_PER_SECOND * seconds)
    throw new Error(`only ${frames} frames of ${folders.length} sources in ${seconds} s`);
  const memoryMiB = groups.reduce((sum, group) => sum + group.memoryMiB(), 0) / folders.length;
  return { startSeconds, cpuPercent: cpuPercent / folders.length, memoryMiB };
}

const PATIENCE_MS = 120_000;
/** A machine with too much to do would be measured wrongly. */
const MIN_SHARE = 0.9;

function cpuOf(groups: readonly ProcessGroup[]): number {
  return groups.reduce((sum, group) => sum + group.cpuMs(), 0);
}

function landFrame(folders: readonly string[], image: string, index: number): void {
  for (const folder of folders) landOne(folder, image, index);
}

function landOne(folder: string, image: string, index: number): void {
  const place = join(folder, `${index}.jpg`);
  copyFileSync(image, `${place}.part`);
  renameSync(`${place}.part`, place);
}

/** One folder after the other, evenly over time. */
async function landSteadily(
  folders: readonly string[],
  image: string,
  signal: AbortSignal,
): Promise<void> {
  const everyMs = 1000 / FRAMES_PER_SECOND / folders.length;
  const startedMs = performance.now();
  for (let count = 0; !signal.aborted; count += 1) {
    const folder = folders[count % folders.length] ?? "";
    landOne(folder, image, 1 + Math.floor(count / folders.length));
    await sleep(Math.max(0, startedMs + (count + 1) * everyMs - performance.now()));
  }
}

function siteTable(count: number, results: ReadonlyMap<string, readonly SourceShare[]>): Table {
  const of = (name: string, key: keyof SourceShare): number =>
    median(resultsOf(results, name).map((share) => share[key]));
  return {
    title: `${count} sources; processor time and memory of one`,
    columns: ["", "start s", "% of a core", "ms/frame", "MiB (PSS)", "MiB of all"],
    rows: [SITE, COMMANDS].map((name) => [
      name,
      figure(of(name, "startSeconds"), 2),
      figure(of(name, "cpuPercent"), 2),
      figure((of(name, "cpuPercent") * 10) / FRAMES_PER_SECOND, 2),
      figure(of(name, "memoryMiB"), 1),
      figure(of(name, "memoryMiB") * count, 0),
    ]),
  };
}
