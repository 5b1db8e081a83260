import { mkdtemp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Benchmark, BenchmarkReport, BenchmarkSettings } from "./benchmark.ts";
import { figure } from "./harness/figures.ts";
import { monotonicMs } from "./harness/monotonic.ts";
import { runInTurns } from "./harness/paired-runs.ts";
import { pinning } from "./harness/pinning.ts";
import { makeScratchFolder } from "./harness/scratch-folder.ts";
import { median } from "./harness/statistics.ts";
import { smallFiles } from "./media/small-files.ts";
import { findProgram } from "./program.ts";
import {
  type FirstByteService,
  startFirstByteService,
} from "./service/start-first-byte-service.ts";
import { startWatching } from "./watching/watcher-run.ts";

export const backlogBenchmark: Benchmark = {
  name: "backlog",
  about: "`frameferry watch`, started on a folder that holds a large backlog",
  run: runBacklog,
};

const SIZES = { quick: 50_000, default: 1_000_000, full: 1_000_000 } as const;
/** Observation time of each order; `full` continues until everything is delivered. */
const WATCHED_MS = { quick: 5000, default: 10_000, full: Number.POSITIVE_INFINITY } as const;
const ROUNDS = { quick: 1, default: 1, full: 1 } as const;
const ORDERS = ["listed", "name", "oldest"] as const;

interface BacklogRun {
  /** From the start of the program to the first byte of its first request, in milliseconds. */
  readonly firstRequestMs: number;
  readonly framesPerSecond: number;
  /** Peak resident memory over the whole time, in MiB. */
  readonly peakRssMiB: number;
}

async function runBacklog({ effort, say }: BenchmarkSettings): Promise<BenchmarkReport> {
  const size = SIZES[effort];
  say(`a folder of ${size} files; it is made first where it is not there yet`);
  const folder = await smallFiles(size);
  const program = findProgram();
  const cores = pinning();
  await using scratch = await makeScratchFolder();
  await using service = await startFirstByteService(cores.others);
  const contenders = ORDERS.map((order) => ({
    name: order,
    run: async () => {
      const options = ["--to", service.url, "-q", "--json", "--max-frames", String(size)];
      const words = order === "listed" ? options : [...options, "--order", order];
      const command = [...cores.measured, ...program.command, "watch", folder, ...words];
      // Each run needs its own state, since delivered frames are not sent again.
      const state = await mkdtemp(join(scratch.path, "state-"));
      return await watchBacklog(command, service, { size, state, effort });
    },
  }));
  const results = await runInTurns(contenders, ROUNDS[effort], say);
  return {
    tables: [
      {
        title: `${size} undelivered files, medians of ${ROUNDS[effort]} rounds`,
        columns: ["order", "start to first request ms", "frames/s", "peak MiB"],
        rows: [...results].map(([order, runs]) => [
          order,
          figure(median(runs.map((run) => run.firstRequestMs)), 0),
          figure(median(runs.map((run) => run.framesPerSecond)), 0),
          figure(Math.max(...runs.map((run) => run.peakRssMiB)), 0),
        ]),
      },
    ],
    notes: [
      "the first column counts the program's own start; the memory is the greatest of all rounds",
      effort === "full"
        ? "everything was delivered"
        : `each was stopped after ${WATCHED_MS[effort] / 1000} s`,
    ],
    missing: program.whyNotBuilt === null ? [] : [program.whyNotBuilt],
    figures: { size, rounds: Object.fromEntries(results) },
  };
}

async function watchBacklog(
  command: readonly string[],
  service: FirstByteService,
  { size, state, effort }: { size: number; state: string; effort: BenchmarkSettings["effort"] },
): Promise<BacklogRun> {
  await service.takeArrivals();
  const startedMs = monotonicMs();
  await using watching = startWatching(command, state);
  let [arrivedCount, firstAtMs, peakRssMiB] = [0, Number.NaN, 0];
  while (arrivedCount < size && monotonicMs() - startedMs < WATCHED_MS[effort]) {
    await sleep(SAMPLE_MS);
    peakRssMiB = Math.max(peakRssMiB, await peakRssOf(watching.pid));
    const arrivals = await service.takeArrivals();
    for (const atMs of arrivals.values()) if (!(firstAtMs <= atMs)) firstAtMs = atMs;
    arrivedCount += arrivals.size;
  }
  const seconds = (monotonicMs() - firstAtMs) / 1000;
  return {
    firstRequestMs: firstAtMs - startedMs,
    framesPerSecond: arrivedCount / seconds,
    peakRssMiB,
  };
}

const SAMPLE_MS = 250;

/** `VmHWM` of proc(5): the peak so far; NaN if the system does not report it. */
async function peakRssOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/VmHWM:\s+(\d+) kB/u.exec(text)?.[1] ?? Number.NaN) / 1024;
}
