import type { Benchmark, BenchmarkReport, BenchmarkSettings } from "./benchmark.ts";
import { findClients, OUR_CLIENT } from "./clients/find-clients.ts";
import { DELIVERY_COLUMNS, deliveryCells, deliveryRatio } from "./clients/delivery-columns.ts";
import { type Delivery, measureDelivery } from "./clients/measure-delivery.ts";
import { figure } from "./harness/figures.ts";
import { cpuMs } from "./harness/measured-process.ts";
import { resultsOf, runInTurns } from "./harness/paired-runs.ts";
import { pinning } from "./harness/pinning.ts";
import { makeScratchFolder } from "./harness/scratch-folder.ts";
import { median } from "./harness/statistics.ts";
import type { Table } from "./harness/table.ts";
import { type FrameFiles, frameFiles } from "./media/frame-files.ts";
import { startCountingService } from "./service/start-counting-service.ts";

export const submitBenchmark: Benchmark = {
  name: "submit",
  about: "our submitter beside a thread pool, asyncio and curl, sending frames that lie ready",
  run: runSubmit,
};

const FRAMES = { quick: 600, default: 1800, full: 9000 } as const;
const ROUNDS = { quick: 3, default: 5, full: 7 } as const;

async function runSubmit(settings: BenchmarkSettings): Promise<BenchmarkReport> {
  const { effort, say } = settings;
  const count = settings.frameCount ?? FRAMES[effort];
  const rounds = settings.frameCount === null ? ROUNDS[effort] : 1;
  say(`${count} frames; they are made first where they are not there yet`);
  const files = await frameFiles(count);
  const cores = pinning();
  await using scratch = await makeScratchFolder();
  await using service = await startCountingService(cores.others);
  const { clients, missing } = await findClients(files, service.url, scratch.path);
  const contenders = clients.map(({ name, command }) => ({
    name,
    run: async () => await measureDelivery([...cores.measured, ...command], files, service),
  }));
  say("warming up the service");
  await contenders[0]?.run();
  const results = await runInTurns(contenders, rounds, say);
  return {
    tables: [submitTable(results, files)],
    notes: [
      "`sending` goes from the first request to the last answer, `all` counts the process from its start; curl does not tell them apart",
      "the last columns are medians of ratios within a round: ours over the other's, so that more frames and less CPU are better",
      `the service itself takes ${serviceMsPerFrame(results, count).toFixed(2)} ms of CPU per frame of ours`,
    ],
    missing: [...missing, ...(cores.whyNot === null ? [] : [cores.whyNot])],
    figures: { frames: count, bytes: files.byteLength, rounds: Object.fromEntries(results) },
  };
}

type Deliveries = ReadonlyMap<string, readonly Delivery[]>;

function submitTable(results: Deliveries, files: FrameFiles): Table {
  const count = files.paths.length;
  const kilobytes = Math.round(files.byteLength / count / 1000);
  const ours = resultsOf(results, OUR_CLIENT);
  const ratioToOurs = (figureOf: (run: Delivery) => number, runs: readonly Delivery[]): string =>
    figure(deliveryRatio(figureOf, ours, runs), 2);
  return {
    title: `${count} frames of ${kilobytes} KB, ${ours.length} rounds: median (least-greatest)`,
    columns: ["client", ...DELIVERY_COLUMNS, "ours/it frames/s", "CPU sending", "CPU all"],
    rows: [...results].map(([name, runs]) =>
      [name].concat(deliveryCells(runs, count), [
        ratioToOurs((run) => 1 / run.seconds, runs),
        ratioToOurs((run) => run.sendingCpuMs, runs),
        ratioToOurs(cpuMs, runs),
      ]),
    ),
  };
}

function serviceMsPerFrame(results: Deliveries, count: number): number {
  return median(resultsOf(results, OUR_CLIENT).map((run) => run.serviceCpuMs)) / count;
}
