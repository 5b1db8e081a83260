import type { Benchmark, BenchmarkReport, BenchmarkSettings, Effort } from "./benchmark.ts";
import { type Concurrency, sendForAWhile, type WhileFigures } from "./clients/send-for-a-while.ts";
import { figure } from "./harness/figures.ts";
import { resultsOf, runInTurns } from "./harness/paired-runs.ts";
import { median, pairedRatios } from "./harness/statistics.ts";
import type { Table } from "./harness/table.ts";
import { type FrameFiles, frameFiles } from "./media/frame-files.ts";
import {
  type AdaptiveService,
  CHANGING_SECONDS,
  CHANGING_SERVICE,
  realServices,
  type StartedService,
  STEADY_SERVICES,
} from "./service/adaptive-services.ts";

export const adaptiveBenchmark: Benchmark = {
  name: "adaptive",
  about: "--concurrency auto against the best fixed number of requests at once",
  run: runAdaptive,
};

const FRAMES = 300;
const SWEEPS = {
  quick: [8, 32],
  default: [8, 32],
  full: [1, 2, 4, 8, 16, 32, 64, 128],
} as const;
/** Sweep for the changing service, which would take too long with all numbers. */
const CHANGING_SWEEP = [4, 8, 16, 32, 64] as const;
/** Measured time of each fixed number, and of auto, in seconds. */
const FIXED_SECONDS = { quick: 1, default: 1.5, full: 8 } as const;
const AUTO_SECONDS = { quick: 2, default: 3, full: 15 } as const;
/** Rounds of the best fixed number and auto in turns, so that a slowdown of the machine affects both. */
const ROUNDS = { quick: 1, default: 1, full: 3 } as const;
/** Warm-up of a fixed number, in seconds: only connections have to be opened. */
const FIXED_FROM_SECONDS = 0.5;
const AUTO_FROM_SECONDS = 5;

/** Figures of one service. */
interface AdaptiveFigures {
  readonly service: string;
  /** Figures of each fixed number, once. */
  readonly swept: readonly FixedFigures[];
  /** The lowest of them with nearly the best rate. */
  readonly bestAtOnce: number;
  /** Figures by round, in turns with `auto`. */
  readonly best: readonly WhileFigures[];
  readonly auto: readonly WhileFigures[];
}

interface FixedFigures extends WhileFigures {
  readonly atOnce: number;
}

/** Timing of sending and counting, for a fixed number and for auto. */
interface AdaptivePlan {
  readonly sweep: readonly number[];
  readonly fixed: SendingTime;
  readonly auto: SendingTime;
  readonly rounds: number;
}

type SendingTime = Pick<Parameters<typeof sendForAWhile>[1], "seconds" | "fromSeconds">;

async function runAdaptive({ effort, say }: BenchmarkSettings): Promise<BenchmarkReport> {
  const files = await frameFiles(FRAMES);
  const { services, missing } = realServices();
  const sweep = SWEEPS[effort];
  const plan: AdaptivePlan = {
    sweep,
    fixed: timeFrom(FIXED_FROM_SECONDS, FIXED_SECONDS[effort]),
    auto: timeFrom(AUTO_FROM_SECONDS, AUTO_SECONDS[effort]),
    rounds: ROUNDS[effort],
  };
  const all: AdaptiveFigures[] = [];
  for (const service of chosen(effort, services))
    all.push(await measureService(service, files, plan, say));
  const changing = effort === "full" ? [await measureChanging(files, say)] : [];
  return {
    tables: [
      resultTable("Services that stay as they are", all),
      ...changing.map((figures) => resultTable("A service that changes", [figures])),
    ],
    notes: [
      `auto is measured from ${AUTO_FROM_SECONDS} s after its start; the best fixed number is the lowest that gave 98 % of the best rate in one sweep, and then ran in turns with auto, ${ROUNDS[effort]} rounds; latencies are means, all figures medians of the rounds`,
      "wanted: at least 0.95 of the frames, at most 2.00 of the latency, at most 2 % turned away; more than 1.00 of the frames where the service changes",
      "client and service share all cores",
    ],
    missing:
      changing.length > 0 ? missing : [...missing, "a service that changes: only with --full"],
    figures: { sweep, services: all, changing },
  };
}

async function measureChanging(
  files: FrameFiles,
  say: (text: string) => void,
): Promise<AdaptiveFigures> {
  const whole = { fromSeconds: 0, seconds: CHANGING_SECONDS };
  const plan = { sweep: CHANGING_SWEEP, fixed: whole, auto: whole, rounds: 1 };
  return await measureService(CHANGING_SERVICE, files, plan, say);
}

/** Selected services: one of each kind for a quick run. */
function chosen(effort: Effort, real: readonly AdaptiveService[]): readonly AdaptiveService[] {
  if (effort === "full") return [...STEADY_SERVICES, ...real];
  return [...STEADY_SERVICES.slice(0, 2), ...real.filter((_, index) => index === 1 || index === 2)];
}

function timeFrom(fromSeconds: number, forSeconds: number): SendingTime {
  return { fromSeconds, seconds: fromSeconds + forSeconds };
}

async function measureService(
  { name, start }: AdaptiveService,
  files: FrameFiles,
  { sweep, fixed, auto, rounds }: AdaptivePlan,
  say: (text: string) => void,
): Promise<AdaptiveFigures> {
  await using service = await start();
  const measured = async (concurrency: Concurrency, time: SendingTime): Promise<WhileFigures> => {
    say(`${name}: ${concurrency === "auto" ? "auto" : `${concurrency} at once`}`);
    return await measureOnce(service, files, concurrency, time);
  };
  await measured(4, WARM_UP);
  const swept: FixedFigures[] = [];
  for (const atOnce of sweep) swept.push({ atOnce, ...(await measured(atOnce, fixed)) });
  const bestAtOnce = bestOf(swept);
  const contenders = [
    { name: BEST, run: async () => await measured(bestAtOnce, fixed) },
    { name: AUTO, run: async () => await measured("auto", auto) },
  ];
  const results = await runInTurns(contenders, rounds, () => {});
  const [best, found] = [resultsOf(results, BEST), resultsOf(results, AUTO)];
  return { service: name, swept, bestAtOnce, best, auto: found };
}

const BEST = "the best fixed number";
const AUTO = "auto";

const WARM_UP: SendingTime = { fromSeconds: 0, seconds: 0.5 };

async function measureOnce(
  service: StartedService,
  files: FrameFiles,
  concurrency: Concurrency,
  time: SendingTime,
): Promise<WhileFigures> {
  await service.begin();
  return await sendForAWhile(files, { url: service.url, concurrency, ...time });
}

/** The lowest number in flight with nearly the best rate. */
function bestOf(swept: readonly FixedFigures[]): number {
  const best = Math.max(...swept.map(({ perSecond }) => perSecond));
  const first = swept.find(({ perSecond }) => perSecond >= 0.98 * best);
  if (first === undefined) throw new RangeError("nothing was measured");
  return first.atOnce;
}

function resultTable(title: string, all: readonly AdaptiveFigures[]): Table {
  return {
    title,
    columns: [
      ...["service", "best fixed", "frames/s", "ms", "auto at", "frames/s", "ms"],
      ...["share", "latency", "429 %"],
    ],
    rows: all.map(({ service, bestAtOnce, best, auto }) => [
      service,
      String(bestAtOnce),
      figure(median(best.map(({ perSecond }) => perSecond)), 0),
      figure(median(best.map(({ latencyMs }) => latencyMs)), 1),
      auto.map(({ moves }) => String(moves.at(-1)?.limit ?? "-")).join(", "),
      figure(median(auto.map(({ perSecond }) => perSecond)), 0),
      figure(median(auto.map(({ latencyMs }) => latencyMs)), 1),
      figure(
        medianRatio(auto, best, ({ perSecond }) => perSecond),
        2,
      ),
      figure(
        medianRatio(auto, best, ({ latencyMs }) => latencyMs),
        2,
      ),
      figure(100 * median(auto.map(({ turnedAwayShare }) => turnedAwayShare)), 1),
    ]),
  };
}

function medianRatio(
  over: readonly WhileFigures[],
  under: readonly WhileFigures[],
  figureOf: (figures: WhileFigures) => number,
): number {
  return median(pairedRatios(over.map(figureOf), under.map(figureOf)));
}
