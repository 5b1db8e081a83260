import type { Benchmark, BenchmarkReport, BenchmarkSettings } from "./benchmark.ts";
import { type ClientReport, OURS } from "./clients/client-kinds.ts";
import { figure, spreadText } from "./harness/figures.ts";
import { measure } from "./harness/measured-process.ts";
import { resultsOf, runInTurns } from "./harness/paired-runs.ts";
import { pinning } from "./harness/pinning.ts";
import { makeScratchFolder } from "./harness/scratch-folder.ts";
import { median, pairedRatios, spread } from "./harness/statistics.ts";
import type { Table } from "./harness/table.ts";
import { frameFiles } from "./media/frame-files.ts";
import { startCountingService } from "./service/start-counting-service.ts";

export const poisonBenchmark: Benchmark = {
  name: "poison",
  about: "whether frames that are always refused, one in a hundred, slow the others down",
  run: runPoison,
};

const FRAMES = { quick: 600, default: 1800, full: 9000 } as const;
const ROUNDS = { quick: 3, default: 7, full: 15 } as const;
const ONE_IN = 100;
const AT_ONCE = 16;
const [TAKEN, REFUSED] = ["every frame taken", "one in a hundred refused"];

async function runPoison({ effort, say }: BenchmarkSettings): Promise<BenchmarkReport> {
  const { folder, paths } = await frameFiles(FRAMES[effort]);
  const cores = pinning();
  await using scratch = await makeScratchFolder();
  await using service = await startCountingService(cores.others);
  const contender = (name: string, url: string, expected: number) => ({
    name,
    run: async (): Promise<number> => {
      const sending = { folder, url, atOnce: AT_ONCE, scratchFolder: scratch.path };
      const { stdout } = await measure([...cores.measured, ...OURS.command(sending)]);
      const { ok, seconds } = JSON.parse(stdout) as ClientReport;
      if (ok !== expected) throw new Error(`${ok} frames were delivered, and not ${expected}`);
      return ok / seconds;
    },
  });
  const healthy = paths.length - Math.ceil(paths.length / ONE_IN);
  const contenders = [
    contender(TAKEN, service.url, paths.length),
    contender(REFUSED, `${service.url}?refuse=${ONE_IN}`, healthy),
  ];
  say("warming up the service");
  await contenders[0]?.run();
  const rates = await runInTurns(contenders, ROUNDS[effort], say);
  return {
    tables: [poisonTable(rates, paths.length)],
    notes: ["the ratio is the median of those within a round; 0.95 is promised"],
    missing: cores.whyNot === null ? [] : [cores.whyNot],
    figures: { frames: paths.length, rounds: Object.fromEntries(rates) },
  };
}

function poisonTable(rates: ReadonlyMap<string, readonly number[]>, count: number): Table {
  const usual = resultsOf(rates, TAKEN);
  return {
    title: `${count} frames, ${usual.length} rounds: median (least-greatest)`,
    columns: ["", "delivered frames/s", "to the usual"],
    rows: [...rates].map(([name, runs]) => [
      name,
      spreadText(spread(runs), 0),
      figure(median(pairedRatios(runs, usual)), 3),
    ]),
  };
}
