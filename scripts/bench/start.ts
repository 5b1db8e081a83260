import { mkdtemp } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Benchmark, BenchmarkReport, BenchmarkSettings } from "./benchmark.ts";
import { figure, spreadText } from "./harness/figures.ts";
import { runs } from "./harness/find-tools.ts";
import { cpuMs, measure, type Usage } from "./harness/measured-process.ts";
import { type Contender, resultsOf, runInTurns } from "./harness/paired-runs.ts";
import { makeScratchFolder } from "./harness/scratch-folder.ts";
import { median, pairedRatios, spread } from "./harness/statistics.ts";
import type { Table } from "./harness/table.ts";
import { makeClip, MOVING_CLIP } from "./media/clips.ts";
import { frameFiles } from "./media/frame-files.ts";
import { findProgram, type Program } from "./program.ts";
import {
  type FirstByteService,
  startFirstByteService,
} from "./service/start-first-byte-service.ts";
import { ffmpegPath } from "./slicing-command.ts";
import { measureStartUp, NODE, startUpTable } from "./start-up.ts";

export const startBenchmark: Benchmark = {
  name: "start",
  about: "what a start costs: the version, one image to its request, a video to its first frame",
  run: runStartBenchmark,
};

/** A command from its start to its end. */
interface Start extends Usage {
  /** Milliseconds from the start of the process to the first byte of its request; `null` if it makes none. */
  readonly requestMs: number | null;
}

const ROUNDS = { quick: 5, default: 15, full: 41 } as const;

async function runStartBenchmark({ effort, say }: BenchmarkSettings): Promise<BenchmarkReport> {
  const program = findProgram();
  await using scratch = await makeScratchFolder();
  await using service = await startFirstByteService();
  const { paths } = await frameFiles(60);
  const contenders = contendersFor(program, paths[0] ?? "", service, scratch.path);
  // A first round, which does not count, fills the caches: the user's second run matters.
  await runInTurns(contenders, 1, () => {});
  const results = await runInTurns(contenders, ROUNDS[effort], say);
  say("run, to ffmpeg's first frame");
  const clip = await makeClip(await ffmpegPath(), MOVING_CLIP, CLIP_SECONDS);
  const starts = await measureStartUp(program, clip, scratch.path, ROUNDS[effort]);
  return {
    tables: [startTable(results), startUpTable(starts)],
    notes: NOTES,
    missing: program.whyNotBuilt === null ? [] : [program.whyNotBuilt],
    figures: { rounds: Object.fromEntries(results), starts },
  };
}

const BARE_SEND = join(import.meta.dirname, "clients", "bare-send.cjs");

/** The shortest clip of the other benchmarks. */
const CLIP_SECONDS = 5;

const NOTES = [
  "CPU is user and system time of the whole process to its end, children included; the request is the first byte that reaches the service",
  "`node:http and node:sqlite` is the floor: it posts the image, puts it on record, and does nothing else",
  "the program is started as its link in `node_modules/.bin` starts it: in one Node, without npm",
];

function contendersFor(
  { command }: Program,
  image: string,
  service: FirstByteService,
  scratch: string,
): readonly Contender<Start>[] {
  const start = async (words: readonly string[]): Promise<Start> => {
    await service.takeArrivals();
    const usage = await measure(words);
    const arrivedAtMs = (await service.takeArrivals()).get(basename(image));
    return {
      ...usage,
      requestMs: arrivedAtMs === undefined ? null : arrivedAtMs - usage.startedMs,
    };
  };
  // Each run needs its own state, since a delivered image is not sent again.
  const send = async (): Promise<string[]> => [
    ...[...command, "send", image, "--to", service.url],
    ...["--state", await mkdtemp(join(scratch, "state-"))],
  ];
  const bare = async (): Promise<string[]> => [
    ...[process.execPath, BARE_SEND, image, service.url],
    join(await mkdtemp(join(scratch, "bare-")), "ledger.db"),
  ];
  const curl = ["curl", "-sf", "-o", "/dev/null", "-F", `image=@${image}`, service.url];
  return [
    { name: NODE, run: async () => await start([process.execPath, "-e", "0"]) },
    { name: "frameferry --version", run: async () => await start([...command, "--version"]) },
    { name: "frameferry send, one image", run: async () => await start(await send()) },
    { name: "node:http and node:sqlite, one image", run: async () => await start(await bare()) },
    ...(runs("curl", ["--version"])
      ? [{ name: "curl, one image", run: async () => await start(curl) }]
      : []),
  ];
}

function startTable(results: ReadonlyMap<string, readonly Start[]>): Table {
  const node = resultsOf(results, NODE);
  return {
    title: "A start, in ms: median (least-greatest), and over Node itself in the same round",
    columns: [
      "",
      "CPU",
      "over Node",
      "to the request",
      "over Node's end",
      "to its end",
      "over Node",
    ],
    rows: [...results].map(([name, starts]) =>
      [name].concat(
        besideNode(starts.map(cpuMs), node.map(cpuMs)),
        besideNode(
          starts.map(({ requestMs }) => requestMs ?? Number.NaN),
          node.map(({ wallMs }) => wallMs),
        ),
        besideNode(
          starts.map(({ wallMs }) => wallMs),
          node.map(({ wallMs }) => wallMs),
        ),
      ),
    ),
  };
}

function besideNode(figures: readonly number[], node: readonly number[]): [string, string] {
  if (figures.some(Number.isNaN)) return ["-", "-"];
  return [spreadText(spread(figures), 0), figure(median(pairedRatios(figures, node)), 2)];
}
