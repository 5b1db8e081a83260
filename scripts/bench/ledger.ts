import type { Benchmark, BenchmarkReport, BenchmarkSettings } from "./benchmark.ts";
import { OURS } from "./clients/client-kinds.ts";
import { type Delivery, measureDelivery } from "./clients/measure-delivery.ts";
import { figure, spreadText } from "./harness/figures.ts";
import { resultsOf, runInTurns } from "./harness/paired-runs.ts";
import { pinning } from "./harness/pinning.ts";
import { makeScratchFolder } from "./harness/scratch-folder.ts";
import { median, pairedRatios, spread } from "./harness/statistics.ts";
import type { Table } from "./harness/table.ts";
import { frameFiles } from "./media/frame-files.ts";
import { startCountingService } from "./service/start-counting-service.ts";

export const ledgerBenchmark: Benchmark = {
  name: "ledger",
  about: "what it costs to put each frame on record: our submitter with and without its ledger",
  run: runLedger,
};

const FRAMES = { quick: 600, default: 1800, full: 9000 } as const;
const ROUNDS = { quick: 3, default: 9, full: 15 } as const;
const AT_ONCE = 16;
const ON = "with its ledger";
const OFF = "without";

async function runLedger({ effort, say }: BenchmarkSettings): Promise<BenchmarkReport> {
  const count = FRAMES[effort];
  say(`${count} frames; they are made first where they are not there yet`);
  const files = await frameFiles(count);
  const cores = pinning();
  await using scratch = await makeScratchFolder();
  await using service = await startCountingService(cores.others);
  const [folder, url] = [files.folder, service.url];
  const sending = { folder, url, atOnce: AT_ONCE, scratchFolder: scratch.path };
  const command = [...cores.measured, ...OURS.command(sending)];
  const contenders = [
    { name: ON, run: async () => await measureDelivery(command, files, service) },
    {
      name: OFF,
      run: async () => await measureDelivery([...command, "forgetful"], files, service),
    },
  ];
  say("warming up the service");
  await contenders[0]?.run();
  const results = await runInTurns(contenders, ROUNDS[effort], say);
  return {
    tables: [ledgerTable(results, count)],
    notes: [
      "the last columns are medians of ratios within a round: with the ledger over without",
      "the target is at least 0.95 of the frames per second",
    ],
    missing: cores.whyNot === null ? [] : [cores.whyNot],
    figures: { frames: count, bytes: files.byteLength, rounds: Object.fromEntries(results) },
  };
}

function ledgerTable(results: ReadonlyMap<string, readonly Delivery[]>, count: number): Table {
  const [on, off] = [resultsOf(results, ON), resultsOf(results, OFF)];
  const ratio = (figureOf: (run: Delivery) => number): string =>
    figure(median(pairedRatios(on.map(figureOf), off.map(figureOf))), 3);
  const row = (name: string, runs: readonly Delivery[]): string[] => [
    name,
    spreadText(spread(runs.map((run) => count / run.seconds)), 0),
    spreadText(spread(runs.map((run) => run.sendingCpuMs / count)), 3),
  ];
  return {
    title: `${count} frames of 130 KB, ${AT_ONCE} at once, ${on.length} rounds: median (least-greatest)`,
    columns: ["", "frames/s", "CPU ms/frame", "ratio frames/s", "ratio CPU"],
    rows: [
      [...row(ON, on), ratio((run) => 1 / run.seconds), ratio((run) => run.sendingCpuMs)],
      row(OFF, off),
    ],
  };
}
