import { brokerWay, directWay, type Landing, type WayFigures } from "./broker/broker-way.ts";
import { rateOf } from "./broker/broker-workers.ts";
import type { Benchmark, BenchmarkReport, BenchmarkSettings } from "./benchmark.ts";
import { figure, spreadText } from "./harness/figures.ts";
import { runs } from "./harness/find-tools.ts";
import { resultsOf, runInTurns } from "./harness/paired-runs.ts";
import { makeScratchFolder } from "./harness/scratch-folder.ts";
import { median, pairedRatios, spread } from "./harness/statistics.ts";
import type { Table } from "./harness/table.ts";
import { frameFiles } from "./media/frame-files.ts";
import { startCountingService } from "./service/start-counting-service.ts";

export const brokerBenchmark: Benchmark = {
  name: "broker",
  about:
    "frames over NATS: one, two and four workers; time and processor time beside the direct way",
  run: runBrokerBenchmark,
};

const WORKERS = [1, 2, 4] as const;
/** A service that is bound by its latency: 20 frames a second for each worker. */
const WORK_MS = 200;
const AT_ONCE = 4;
const FRAMES_EACH = { quick: 80, default: 200, full: 400 } as const;
const ROUNDS = { quick: 1, default: 3, full: 7 } as const;

const DIRECT = "straight to the service";
const ONE_SERVER = "over one server";
const THREE_SERVERS = "over three servers, three copies";
const WAYS = { quick: [1], default: [1, 3], full: [1, 3] } as const;
const FRAMES_PER_SECOND = 100;
const SERVICE_MS = 5;
const SECONDS = { quick: [3, 5], default: [10, 20], full: [15, 40] } as const;

async function runBrokerBenchmark({ effort, say }: BenchmarkSettings): Promise<BenchmarkReport> {
  if (!runs("nats-server", ["--version"]))
    return { tables: [], notes: [], missing: ["apt-get install nats-server"], figures: {} };
  await using scratch = await makeScratchFolder();
  const crew = { framesEach: FRAMES_EACH[effort], atOnce: AT_ONCE, workMs: WORK_MS };
  const crews = WORKERS.map((workers) => ({
    name: String(workers),
    run: async () => await rateOf({ ...crew, workers, scratch: scratch.path }),
  }));
  const rates = await runInTurns(crews, ROUNDS[effort], say);
  const ways = await runWays(effort, scratch.path, say);
  return {
    tables: [crewTable(rates), wayTable(ways)],
    notes: NOTES,
    missing: [],
    figures: { workers: Object.fromEntries(rates), ways: Object.fromEntries(ways) },
  };
}

const NOTES = [
  `workers: ${AT_ONCE} requests at once each, of frames of 130 KB, to a service that takes ${WORK_MS} ms for each; one server; aims: 1.9 and 3.6 times one`,
  `ways: ${FRAMES_PER_SECOND} frames of 130 KB a second land, and the service takes ${SERVICE_MS} ms; from the landing to the answer on record; aim: p95 at most 25 ms above the direct way`,
  "processor time of whole process groups, in ms a frame, after a warm-up; the differences are medians of those within a round",
];

async function runWays(
  effort: BenchmarkSettings["effort"],
  scratch: string,
  say: BenchmarkSettings["say"],
): Promise<ReadonlyMap<string, readonly WayFigures[]>> {
  await using service = await startCountingService([], SERVICE_MS);
  const { paths } = await frameFiles(60);
  const [warmUp, seconds] = SECONDS[effort];
  const landing: Landing = {
    ...{ scratch, image: paths[0] ?? "", service: service.url, framesPerSecond: FRAMES_PER_SECOND },
    ...{ warmUpFrames: warmUp * FRAMES_PER_SECOND, frames: seconds * FRAMES_PER_SECOND },
  };
  const overServers = WAYS[effort].map((servers) => ({
    name: servers === 1 ? ONE_SERVER : THREE_SERVERS,
    run: async () => await brokerWay(landing, servers),
  }));
  const direct = { name: DIRECT, run: async () => await directWay(landing) };
  return await runInTurns([direct, ...overServers], ROUNDS[effort], say);
}

function crewTable(rates: ReadonlyMap<string, readonly number[]>): Table {
  const one = resultsOf(rates, "1");
  return {
    title: "Frames a second by workers, median (least-greatest)",
    columns: ["workers", "frames/s", "times one"],
    rows: [...rates].map(([workers, each]) => [
      workers,
      spreadText(spread(each), 1),
      figure(median(pairedRatios(each, one)), 2),
    ]),
  };
}

function wayTable(ways: ReadonlyMap<string, readonly WayFigures[]>): Table {
  const direct = resultsOf(ways, DIRECT);
  return {
    title: "A frame to its answer, median (least-greatest)",
    columns: [
      "",
      "p50 ms",
      "p95 ms",
      "p95 above",
      "CPU edge",
      "worker",
      "servers",
      "all, of direct",
    ],
    rows: [...ways].map(([name, figures]) => {
      const text = (part: keyof WayFigures): string =>
        spreadText(spread(figures.map((one) => one[part])), part.endsWith("CpuMs") ? 2 : 1);
      const above = figures.map(({ p95Ms }, at) => p95Ms - (direct[at]?.p95Ms ?? Number.NaN));
      const times = pairedRatios(figures.map(allCpuMs), direct.map(allCpuMs));
      const latencies = [text("p50Ms"), text("p95Ms"), figure(median(above), 1)];
      const costs = [text("edgeCpuMs"), text("workerCpuMs"), text("brokerCpuMs")];
      return [name].concat(latencies, costs, figure(median(times), 2));
    }),
  };
}

function allCpuMs({ edgeCpuMs, workerCpuMs, brokerCpuMs }: WayFigures): number {
  return edgeCpuMs + workerCpuMs + brokerCpuMs;
}
