import type { Benchmark, BenchmarkReport, BenchmarkSettings } from "./benchmark.ts";
import { type ClientKind, type ClientReport, OURS, pythonKinds } from "./clients/client-kinds.ts";
import { figure, spreadText } from "./harness/figures.ts";
import { measure } from "./harness/measured-process.ts";
import { resultsOf, runInTurns } from "./harness/paired-runs.ts";
import { makeScratchFolder } from "./harness/scratch-folder.ts";
import { median, pairedRatios, spread } from "./harness/statistics.ts";
import type { Table } from "./harness/table.ts";
import { type FrameFiles, frameFiles } from "./media/frame-files.ts";
import { findPythonServices, type PythonServiceKind } from "./service/python-services.ts";
import { startPythonService } from "./service/start-python-service.ts";

export const servicesBenchmark: Benchmark = {
  name: "services",
  about: "real Flask and FastAPI services, every client at its own best number of requests at once",
  run: runServices,
};

const FRAMES = { quick: 300, default: 1200, full: 3600 } as const;
const SWEEPS = {
  quick: [4, 32],
  default: [4, 16, 64],
  full: [1, 2, 4, 8, 16, 32, 64, 128],
} as const;
const ROUNDS = { quick: 1, default: 2, full: 7 } as const;

/** What one service was measured to take. */
interface ServiceFigures {
  readonly service: string;
  /** Frames per second by client, in the order of the sweep. */
  readonly sweep: ReadonlyMap<string, readonly number[]>;
  /** Requests in flight at which each client was fastest. */
  readonly bestAtOnce: ReadonlyMap<string, number>;
  /** Frames per second of each client at that number, by round. */
  readonly rounds: ReadonlyMap<string, readonly number[]>;
}

async function runServices({ effort, say }: BenchmarkSettings): Promise<BenchmarkReport> {
  const [files, sweep] = [await frameFiles(FRAMES[effort]), SWEEPS[effort]];
  const { services, missing } = findPythonServices();
  const python = pythonKinds();
  const kinds = [OURS, ...python.kinds];
  await using scratch = await makeScratchFolder();
  const all: ServiceFigures[] = [];
  for (const kind of services) {
    const rates = rateMeter(files, scratch.path);
    const plan = { kinds, sweep, rounds: ROUNDS[effort] };
    all.push(await measureService(kind, plan, rates, say));
  }
  return {
    tables: [sweepTable(all, sweep), bestTable(all)],
    notes: [
      `${files.paths.length} frames of 130 KB a run; each client was swept once, and then all ran in turns at their best, ${ROUNDS[effort]} rounds`,
      "the last column is the median of ratios within a round: ours over the best Python client's",
      "client and service share all cores",
    ],
    missing: [...missing, ...python.missing],
    figures: { frames: files.paths.length, sweep, services: all.map(forPrograms) },
  };
}

/** Frames per second of one run. */
type RateOf = (kind: ClientKind, url: string, atOnce: number) => Promise<number>;

function rateMeter({ folder, paths }: FrameFiles, scratchFolder: string): RateOf {
  return async ({ name, command }, url, atOnce) => {
    const { stdout } = await measure(command({ folder, url, atOnce, scratchFolder }));
    const { ok, seconds } = JSON.parse(stdout) as ClientReport;
    if (ok !== paths.length) throw new Error(`${name}: ${ok} of ${paths.length} frames were taken`);
    return ok / seconds;
  };
}

interface ServicePlan {
  readonly kinds: readonly ClientKind[];
  readonly sweep: readonly number[];
  readonly rounds: number;
}

async function measureService(
  service: PythonServiceKind,
  { kinds, sweep, rounds }: ServicePlan,
  rateOf: RateOf,
  say: (text: string) => void,
): Promise<ServiceFigures> {
  await using running = await startPythonService(service);
  const tell = (text: string): void => say(`${service.name}: ${text}`);
  tell("warming up");
  await rateOf(OURS, running.url, 4);
  const swept = new Map<string, number[]>(kinds.map(({ name }) => [name, []]));
  for (const atOnce of sweep) {
    for (const kind of kinds) {
      tell(`${kind.name}, ${atOnce} at once`);
      swept.get(kind.name)?.push(await rateOf(kind, running.url, atOnce));
    }
  }
  const bestAtOnce = new Map(
    [...swept].map(([name, rates]) => [name, sweep[rates.indexOf(Math.max(...rates))] ?? 1]),
  );
  const contenders = kinds.map((kind) => ({
    name: kind.name,
    run: async () => await rateOf(kind, running.url, bestAtOnce.get(kind.name) ?? 1),
  }));
  const results = await runInTurns(contenders, rounds, tell);
  return { service: service.name, sweep: swept, bestAtOnce, rounds: results };
}

function sweepTable(all: readonly ServiceFigures[], sweep: readonly number[]): Table {
  return {
    title: "Frames per second, by requests at once: one run each",
    columns: ["service", "client", ...sweep.map(String)],
    rows: all.flatMap(({ service, sweep: swept }) =>
      [...swept].map(([name, rates]) => [service, name].concat(rates.map((r) => figure(r, 0)))),
    ),
  };
}

function bestTable(all: readonly ServiceFigures[]): Table {
  return {
    title: "Every client at its best: frames per second, median (least-greatest)",
    columns: ["service", "client", "at once", "frames/s", "ours/best Python"],
    rows: all.flatMap((figures) =>
      [...figures.rounds].map(([name, rates]) => [
        figures.service,
        name,
        String(figures.bestAtOnce.get(name)),
        spreadText(spread(rates), 0),
        name === OURS.name ? figure(leadOf(figures), 2) : "",
      ]),
    ),
  };
}

/** Ratio of ours to the Python client with the highest median; `null` without one. */
function leadOf({ rounds }: ServiceFigures): number | null {
  const others = [...rounds].filter(([name]) => name !== OURS.name).map(([, rates]) => rates);
  const [best] = others.toSorted((one, other) => median(other) - median(one));
  return best === undefined ? null : median(pairedRatios(resultsOf(rounds, OURS.name), best));
}

function forPrograms(figures: ServiceFigures): object {
  const { service, sweep, bestAtOnce, rounds } = figures;
  const plain = (map: ReadonlyMap<string, unknown>): object => Object.fromEntries(map);
  return {
    service,
    sweep: plain(sweep),
    bestAtOnce: plain(bestAtOnce),
    rounds: plain(rounds),
    lead: leadOf(figures),
  };
}
