import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { Benchmark, BenchmarkReport, BenchmarkSettings } from "./benchmark.ts";
import { type Concurrency, sendForAWhile, type WhileFigures } from "./clients/send-for-a-while.ts";
import { figure, spreadText } from "./harness/figures.ts";
import { type HelperProcess, startHelper } from "./harness/helper-process.ts";
import { resultsOf, runInTurns } from "./harness/paired-runs.ts";
import { median, spread } from "./harness/statistics.ts";
import type { Table } from "./harness/table.ts";
import { type FrameFiles, frameFiles } from "./media/frame-files.ts";
import {
  type AdaptiveService,
  realServices,
  STEADY_SERVICES,
} from "./service/adaptive-services.ts";

export const busyBenchmark: Benchmark = {
  name: "busy",
  about: "--concurrency auto from its first frame on, calm and beside a busy process per core",
  run: runBusy,
};

const FRAMES = 300;
/** Duration in seconds: a run of 6,000 frames at 1,000 per second takes 6. */
const SECONDS = { quick: 2, default: 5, full: 10 } as const;
const ROUNDS = { quick: 1, default: 2, full: 5 } as const;
const FIXED = { quick: [4, 32], default: [4, 16, 64], full: [1, 4, 8, 16, 32, 64, 128] } as const;
const CHOSEN = [
  "Django (waitress), 1 process",
  "Flask (gunicorn), 2 processes",
  "FastAPI (uvicorn), 2 processes",
] as const;

/** Figures of one service, in one state of the machine. */
interface RunFigures {
  readonly service: string;
  readonly isBusy: boolean;
  readonly rounds: readonly Round[];
}

/** Measurements within about a minute. */
interface Round {
  /** The lowest fixed number with 98 % of the best rate of its round. */
  readonly bestAtOnce: number;
  readonly best: WhileFigures;
  readonly auto: WhileFigures;
}

async function runBusy({ effort, say }: BenchmarkSettings): Promise<BenchmarkReport> {
  const files = await frameFiles(FRAMES);
  const { services: real, missing } = realServices();
  const chosen = real.filter(({ name }) => CHOSEN.some((wanted) => wanted === name));
  const plan: RunPlan = {
    files,
    fixed: FIXED[effort],
    seconds: SECONDS[effort],
    rounds: ROUNDS[effort],
    say,
  };
  const all: RunFigures[] = [];
  for (const service of [...STEADY_SERVICES.slice(0, 1), ...chosen])
    all.push(await measureRuns(service, false, plan));
  for (const service of chosen) all.push(await measureBusy(service, plan));
  return {
    tables: [
      runTable(
        "Calm",
        all.filter(({ isBusy }) => !isBusy),
      ),
      runTable(
        "Beside a process per core that counts",
        all.filter(({ isBusy }) => isBusy),
      ),
    ],
    notes: [
      `each sends for ${plan.seconds} s from its first frame on, the climb included; in turns, ${plan.rounds} rounds; latencies are means, and figures medians of the rounds`,
      "share and latency: auto against the best fixed number of the same round, which is the lowest that gave 98 % of its best rate",
      "wanted: at least 0.90 of the frames at 2.00 of the latency at most on a calm machine, at least 0.85 of the frames on a busy one",
    ],
    missing,
    figures: { services: all },
  };
}

interface RunPlan {
  readonly files: FrameFiles;
  readonly fixed: readonly number[];
  readonly seconds: number;
  readonly rounds: number;
  readonly say: (text: string) => void;
}

async function measureBusy(service: AdaptiveService, plan: RunPlan): Promise<RunFigures> {
  const script = fileURLToPath(new URL("busy-core.ts", import.meta.url));
  await using stack = new AsyncDisposableStack();
  for (let core = 0; core < availableParallelism(); core += 1) {
    const helper: HelperProcess = await startHelper([process.execPath, script]);
    stack.use(helper);
  }
  return await measureRuns(service, true, plan);
}

async function measureRuns(
  { name, start }: AdaptiveService,
  isBusy: boolean,
  { files, fixed, seconds, rounds, say }: RunPlan,
): Promise<RunFigures> {
  await using service = await start();
  const send = async (concurrency: Concurrency): Promise<WhileFigures> => {
    say(`${name}${isBusy ? ", busy" : ""}: ${concurrency}`);
    await service.begin();
    return await sendForAWhile(files, { url: service.url, concurrency, seconds, fromSeconds: 0 });
  };
  const choices: readonly Concurrency[] = [...fixed, "auto"];
  const contenders = choices.map((choice) => ({
    name: String(choice),
    run: async () => await send(choice),
  }));
  const results = await runInTurns(contenders, rounds, () => {});
  const runs = fixed.map((atOnce) => ({ atOnce, figures: resultsOf(results, String(atOnce)) }));
  const auto = resultsOf(results, "auto");
  return { service: name, isBusy, rounds: auto.map((own, round) => roundOf(own, runs, round)) };
}

interface FixedRuns {
  readonly atOnce: number;
  /** By round. */
  readonly figures: readonly WhileFigures[];
}

function roundOf(auto: WhileFigures, runs: readonly FixedRuns[], round: number): Round {
  const most = Math.max(...runs.map(({ figures }) => figures[round]?.perSecond ?? 0));
  for (const { atOnce, figures } of runs) {
    const best = figures[round];
    if (best !== undefined && best.perSecond >= 0.98 * most)
      return { bestAtOnce: atOnce, best, auto };
  }
  throw new RangeError("nothing was measured");
}

function runTable(title: string, all: readonly RunFigures[]): Table {
  return {
    title,
    columns: [
      ...["service", "best fixed", "frames/s", "ms", "auto ends at", "frames/s", "ms"],
      ...["share (least-greatest)", "latency"],
    ],
    rows: all.map(({ service, rounds }) => [
      service,
      rounds.map(({ bestAtOnce }) => bestAtOnce).join(", "),
      figure(median(rounds.map(({ best }) => best.perSecond)), 0),
      figure(median(rounds.map(({ best }) => best.latencyMs)), 1),
      rounds.map(({ auto }) => String(auto.moves.at(-1)?.limit ?? "-")).join(", "),
      figure(median(rounds.map(({ auto }) => auto.perSecond)), 0),
      figure(median(rounds.map(({ auto }) => auto.latencyMs)), 1),
      spreadText(spread(rounds.map(({ best, auto }) => auto.perSecond / best.perSecond)), 2),
      figure(median(rounds.map(({ best, auto }) => auto.latencyMs / best.latencyMs)), 2),
    ]),
  };
}
