import { mkdir, readdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Benchmark, BenchmarkReport, BenchmarkSettings } from "./benchmark.ts";
import { figure } from "./harness/figures.ts";
import { measure } from "./harness/measured-process.ts";
import { resultsOf, runInTurns } from "./harness/paired-runs.ts";
import { makeScratchFolder } from "./harness/scratch-folder.ts";
import { median } from "./harness/statistics.ts";
import type { Table } from "./harness/table.ts";
import { frameFiles } from "./media/frame-files.ts";
import { smallFiles } from "./media/small-files.ts";
import { findProgram } from "./program.ts";
import {
  type FirstByteService,
  startFirstByteService,
} from "./service/start-first-byte-service.ts";
import type { WatcherReport } from "./watching/watcher-log.ts";
import { startWatching } from "./watching/watcher-run.ts";

export const landingBenchmark: Benchmark = {
  name: "landing",
  about: "from a file's landing to the first byte of its request, beside chokidar's `add` event",
  run: runLanding,
};

/** Number of files in the folder at the start, by effort. */
const SIZES = {
  quick: [0, 10_000],
  default: [0, 10_000, 100_000],
  full: [0, 10_000, 100_000, 1_000_000],
} as const;
const FRAMES = { quick: 100, default: 300, full: 1000 } as const;
const ROUNDS = { quick: 1, default: 2, full: 3 } as const;
const FRAMES_PER_SECOND = 100;
/** chokidar reads a million files for half a minute before it watches, and each event takes seconds. */
const MAX_FOR_CHOKIDAR = 100_000;

const OURS = "frameferry";
const CHOKIDAR = "chokidar add";

/** One run of one program. */
interface Landing {
  /** From landing to the first byte of the request, in milliseconds, one per frame. */
  readonly delaysMs: readonly number[];
  /** Processor time for noticing alone, in milliseconds per frame. */
  readonly noticingMsPerFrame: number;
  readonly peakRssMiB: number;
}

async function runLanding({ effort, say }: BenchmarkSettings): Promise<BenchmarkReport> {
  const count = FRAMES[effort];
  const { paths } = await frameFiles(60);
  const program = findProgram();
  await using scratch = await makeScratchFolder();
  await using service = await startFirstByteService();
  const tables: Table[] = [];
  const figures: Record<string, unknown> = {};
  const missing = program.whyNotBuilt === null ? [] : [program.whyNotBuilt];
  for (const size of SIZES[effort]) {
    say(`a folder of ${size} files; it is made first where it is not there yet`);
    const folder = size === 0 ? await emptyFolder(scratch.path) : await smallFiles(size);
    const bench = { folder, size, count, image: paths[0] ?? "", state: scratch.path, service };
    const url = service.url;
    const options = ["--only-new", "--max-frames", String(count), "--to", url, "--json", "-q"];
    const ours = {
      sender: [...program.command, "watch", folder, ...options],
      noticer: [process.execPath, script("our-watcher"), folder, String(count)],
    };
    const theirs = {
      sender: [process.execPath, script("chokidar-client"), folder, String(count), url],
      noticer: [process.execPath, script("chokidar-watcher"), folder, String(count)],
    };
    const contenders = [{ name: OURS, run: async () => await landOnce(bench, ours) }];
    if (size <= MAX_FOR_CHOKIDAR)
      contenders.push({ name: CHOKIDAR, run: async () => await landOnce(bench, theirs) });
    else missing.push(`chokidar with ${size} files in the folder: it needs minutes and gigabytes`);
    const results = await runInTurns(contenders, ROUNDS[effort], say);
    tables.push(landingTable(size, results));
    figures[String(size)] = Object.fromEntries(results);
  }
  return {
    tables,
    notes: [
      `${count} frames of 130 KB a round, ${FRAMES_PER_SECOND} a second, renamed into place; delays of all rounds together`,
      "`noticing` is the watcher's own process without sending, from its readiness to its last frame",
    ],
    missing,
    figures,
  };
}

function script(name: string): string {
  return join(import.meta.dirname, "watching", `${name}.ts`);
}

async function emptyFolder(parent: string): Promise<string> {
  const folder = join(parent, "empty");
  await mkdir(folder, { recursive: true });
  return folder;
}

interface LandingPlace {
  readonly folder: string;
  /** Number of files in it at the start. */
  readonly size: number;
  readonly count: number;
  readonly image: string;
  readonly state: string;
  readonly service: FirstByteService;
}

async function landOnce(
  place: LandingPlace,
  { sender, noticer }: { readonly sender: readonly string[]; readonly noticer: readonly string[] },
): Promise<Landing> {
  try {
    const landed = await landFor(place, noticer);
    const report = JSON.parse(landed.lastLine) as WatcherReport;
    await removeNew(place.folder);
    await place.service.takeArrivals();
    const { landedAtMs } = await landFor(place, sender);
    const arrivals = await arrivalsOf(place);
    return {
      delaysMs: Object.entries(landedAtMs).map(([name, atMs]) => {
        const arrivedAtMs = arrivals.get(name);
        if (arrivedAtMs === undefined) throw new Error(`${name} never arrived`);
        return arrivedAtMs - atMs;
      }),
      noticingMsPerFrame: report.cpuMs / place.count,
      peakRssMiB: report.peakRssMiB,
    };
  } finally {
    await removeNew(place.folder);
  }
}

/** Lets frames land while a program watches. */
async function landFor(
  { folder, size, count, image, state }: LandingPlace,
  command: readonly string[],
): Promise<{ lastLine: string; landedAtMs: Readonly<Record<string, number>> }> {
  await using watching = startWatching(command, state);
  // Our program prints nothing before its end, and reads first what is there.
  if (command.includes("watch")) await sleep(START_UP_MS + size * LISTING_MS_PER_FILE);
  else await watching.nextLine();
  const writer = [process.execPath, script("land-frames"), folder, String(count)];
  const { stdout } = await measure([...writer, String(FRAMES_PER_SECOND), image]);
  const isSilent = command.some((word) => word.includes("chokidar-client"));
  const lastLine = isSilent ? "" : await watching.nextLine();
  return { lastLine, landedAtMs: JSON.parse(stdout) as Record<string, number> };
}

const START_UP_MS = 6000;
/** Twice what our program takes. */
const LISTING_MS_PER_FILE = 0.01;
const PATIENCE_MS = 120_000;

async function arrivalsOf({ service, count }: LandingPlace): Promise<ReadonlyMap<string, number>> {
  const arrivals = new Map<string, number>();
  const untilMs = performance.now() + PATIENCE_MS;
  while (arrivals.size < count && performance.now() < untilMs) {
    for (const [name, atMs] of await service.takeArrivals()) arrivals.set(name, atMs);
    await sleep(100);
  }
  return arrivals;
}

async function removeNew(folder: string): Promise<void> {
  for (const name of await readdir(folder))
    if (name.startsWith("new_")) await unlink(join(folder, name));
}

function landingTable(size: number, results: ReadonlyMap<string, readonly Landing[]>): Table {
  return {
    title: `a folder that holds ${size} files`,
    columns: ["", "first byte p50 ms", "p99", "noticing CPU ms/frame", "peak MiB"],
    rows: [...results.keys()].map((name) => {
      const runs = resultsOf(results, name);
      const delays = runs.flatMap(({ delaysMs }) => delaysMs).toSorted((a, b) => a - b);
      return [
        name,
        figure(percentile(delays, 0.5), 1),
        figure(percentile(delays, 0.99), 1),
        figure(median(runs.map((run) => run.noticingMsPerFrame)), 3),
        figure(median(runs.map((run) => run.peakRssMiB)), 0),
      ];
    }),
  };
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
