import type { Benchmark, BenchmarkReport, BenchmarkSettings } from "./benchmark.ts";
import { OURS } from "./clients/client-kinds.ts";
import { DELIVERY_COLUMNS, deliveryCells, deliveryRatio } from "./clients/delivery-columns.ts";
import { type Delivery, measureDelivery } from "./clients/measure-delivery.ts";
import { figure } from "./harness/figures.ts";
import { resultsOf, runInTurns } from "./harness/paired-runs.ts";
import { pinning } from "./harness/pinning.ts";
import { makeScratchFolder } from "./harness/scratch-folder.ts";
import type { Table } from "./harness/table.ts";
import { type FrameFiles, frameFiles } from "./media/frame-files.ts";
import { startCountingService } from "./service/start-counting-service.ts";

export const bodiesBenchmark: Benchmark = {
  name: "bodies",
  about: "our submitter with each kind of body: the image alone, in a form, in JSON, as a tensor",
  run: runBodies,
};

const FRAMES = { quick: 600, default: 1800, full: 9000 } as const;
const ROUNDS = { quick: 3, default: 5, full: 7 } as const;

const RAW = "raw";

/** Options of our client by the kind of body. */
const BODIES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  [RAW]: { protocol: "raw" },
  multipart: { protocol: "multipart" },
  "base64 JSON": { protocol: "json" },
  "v2 binary": { protocol: "kserve-v2", model: "any" },
};

async function runBodies(settings: BenchmarkSettings): Promise<BenchmarkReport> {
  const { effort, say } = settings;
  const count = settings.frameCount ?? FRAMES[effort];
  const rounds = settings.frameCount === null ? ROUNDS[effort] : 1;
  say(`${count} frames; they are made first where they are not there yet`);
  const files = await frameFiles(count);
  const cores = pinning();
  await using scratch = await makeScratchFolder();
  await using service = await startCountingService(cores.others);
  const contenders = Object.entries(BODIES).map(([name, options]) => {
    const { folder } = files;
    const place = { folder, url: service.url, scratchFolder: scratch.path };
    const command = [...cores.measured, ...OURS.command({ ...place, atOnce: 16, options })];
    return { name, run: async () => await measureDelivery(command, files, service) };
  });
  say("warming up the service");
  await contenders[0]?.run();
  const results = await runInTurns(contenders, rounds, say);
  return {
    tables: [bodiesTable(results, files)],
    notes: [
      "`sending` goes from the first request to the last answer, `all` counts the process from its start",
      "the last columns are medians of ratios within a round: this body over the image alone",
    ],
    missing: cores.whyNot === null ? [] : [cores.whyNot],
    figures: { frames: count, bytes: files.byteLength, rounds: Object.fromEntries(results) },
  };
}

function bodiesTable(results: ReadonlyMap<string, readonly Delivery[]>, files: FrameFiles): Table {
  const count = files.paths.length;
  const kilobytes = Math.round(files.byteLength / count / 1000);
  const raw = resultsOf(results, RAW);
  const ratioToRaw = (figureOf: (run: Delivery) => number, runs: readonly Delivery[]): string =>
    figure(deliveryRatio(figureOf, runs, raw), 2);
  return {
    title: `${count} frames of ${kilobytes} KB, 16 at once, ${raw.length} rounds: median (least-greatest)`,
    columns: ["body", ...DELIVERY_COLUMNS, "over raw: frames/s", "CPU sending"],
    rows: [...results].map(([name, runs]) =>
      [name].concat(deliveryCells(runs, count), [
        ratioToRaw((run) => 1 / run.seconds, runs),
        ratioToRaw((run) => run.sendingCpuMs, runs),
      ]),
    ),
  };
}
