import type { Benchmark, BenchmarkReport, BenchmarkSettings } from "./benchmark.ts";
import { OURS } from "./clients/client-kinds.ts";
import { DELIVERY_COLUMNS, deliveryCells, deliveryRatio } from "./clients/delivery-columns.ts";
import { type Delivery, measureDelivery } from "./clients/measure-delivery.ts";
import { figure } from "./harness/figures.ts";
import { resultsOf, runInTurns } from "./harness/paired-runs.ts";
import { type Pinning, pinning } from "./harness/pinning.ts";
import { makeScratchFolder } from "./harness/scratch-folder.ts";
import type { Table } from "./harness/table.ts";
import { type FrameFiles, frameFiles } from "./media/frame-files.ts";
import { startCountingService } from "./service/start-counting-service.ts";

export const ledgerBenchmark: Benchmark = {
  name: "ledger",
  about: "what it costs to put each frame on record: our submitter with and without its ledger",
  run: runLedger,
};

const FRAMES = { quick: 600, default: 3600, full: 9000 } as const;
const ROUNDS = { quick: 3, default: 5, full: 11 } as const;
const AT_ONCE = 16;
/**
 * Work per frame of the service, in milliseconds: none, so that only our time counts; and a little, like a
 * fast model.
 */
const WORK_MS = [0, 5] as const;
const ON = "with its ledger";
const OFF = "without";

interface Situation {
  readonly workMs: number;
  readonly results: ReadonlyMap<string, readonly Delivery[]>;
}

async function runLedger({ effort, say }: BenchmarkSettings): Promise<BenchmarkReport> {
  const count = FRAMES[effort];
  say(`${count} frames; they are made first where they are not there yet`);
  const files = await frameFiles(count);
  const cores = pinning();
  const situations: Situation[] = [];
  for (const workMs of WORK_MS) {
    const tell = (text: string): void => say(`${workMs} ms of work: ${text}`);
    const results = await compare(files, { workMs, rounds: ROUNDS[effort], cores }, tell);
    situations.push({ workMs, results });
  }
  return {
    tables: situations.map((situation) => ledgerTable(situation, count)),
    notes: [
      "the last columns are medians of ratios within a round: with the ledger over without",
      "the target is at least 0.95 of the frames per second",
    ],
    missing: cores.whyNot === null ? [] : [cores.whyNot],
    figures: {
      frames: count,
      bytes: files.byteLength,
      situations: situations.map(({ workMs, results }) => ({
        workMs,
        rounds: Object.fromEntries(results),
      })),
    },
  };
}

interface Comparison {
  readonly workMs: number;
  readonly rounds: number;
  readonly cores: Pinning;
}

async function compare(
  files: FrameFiles,
  { workMs, rounds, cores }: Comparison,
  say: (text: string) => void,
): Promise<Situation["results"]> {
  await using scratch = await makeScratchFolder();
  await using service = await startCountingService(cores.others, workMs);
  const [folder, url] = [files.folder, service.url];
  const sending = { folder, url, atOnce: AT_ONCE, scratchFolder: scratch.path };
  const command = [...cores.measured, ...OURS.command(sending)];
  const contender = (name: string, words: readonly string[]) => ({
    name,
    run: async () => await measureDelivery([...command, ...words], files, service),
  });
  const contenders = [contender(ON, []), contender(OFF, ["forgetful"])];
  say("warming up the service");
  await contenders[0]?.run();
  return await runInTurns(contenders, rounds, say);
}

function ledgerTable({ workMs, results }: Situation, count: number): Table {
  const [on, off] = [resultsOf(results, ON), resultsOf(results, OFF)];
  const ratio = (figureOf: (run: Delivery) => number): string =>
    figure(deliveryRatio(figureOf, on, off), 3);
  const row = (name: string, runs: readonly Delivery[]): string[] => [
    name,
    ...deliveryCells(runs, count),
  ];
  const service = workMs === 0 ? "answers at once" : `works ${workMs} ms on each`;
  return {
    title: `a service that ${service}: ${count} frames of 130 KB, ${AT_ONCE} at once, ${on.length} rounds: median (least-greatest)`,
    columns: ["", ...DELIVERY_COLUMNS, "ratio frames/s", "CPU sending"],
    rows: [
      [...row(ON, on), ratio((run) => 1 / run.seconds), ratio((run) => run.sendingCpuMs)],
      row(OFF, off),
    ],
  };
}
