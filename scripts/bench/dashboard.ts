import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Benchmark, BenchmarkReport, BenchmarkSettings } from "./benchmark.ts";
import { figure } from "./harness/figures.ts";
import { type HelperProcess, startHelper } from "./harness/helper-process.ts";
import { measure } from "./harness/measured-process.ts";
import { type Contender, resultsOf, runInTurns } from "./harness/paired-runs.ts";
import { type ProcessGroup, startGroup } from "./harness/process-group.ts";
import { makeScratchFolder } from "./harness/scratch-folder.ts";
import { median } from "./harness/statistics.ts";
import type { Table } from "./harness/table.ts";
import { frameFiles } from "./media/frame-files.ts";
import { findProgram } from "./program.ts";
import { freePort } from "./service/free-port.ts";
import { startCountingService } from "./service/start-counting-service.ts";

export const dashboardBenchmark: Benchmark = {
  name: "dashboard",
  about: "a watch with nobody who looks, with metrics, and with no, one and ten open pages",
  run: runDashboard,
};

const FRAMES_PER_SECOND = 500;
const SERVICE_MS = 5;
const ROUNDS = { quick: 1, default: 3, full: 5 } as const;
/** How long frames land before and while it is measured. */
const SECONDS = { quick: [4, 10], default: [6, 20], full: [10, 40] } as const;
/** Numbers of pages that are open, one after the other, while the same program runs. */
const PAGES = [0, 1, 10] as const;

/** What a watch serves besides its work. */
const SERVED = [
  { name: "nothing on", option: null },
  { name: "--metrics, not scraped", option: "metrics" },
  { name: "--dashboard, no page open", option: "dashboard" },
] as const;

type Served = (typeof SERVED)[number];

async function runDashboard({ effort, say }: BenchmarkSettings): Promise<BenchmarkReport> {
  const { paths } = await frameFiles(60);
  const program = findProgram();
  await using scratch = await makeScratchFolder();
  await using service = await startCountingService([], SERVICE_MS);
  const place = { scratch: scratch.path, image: paths[0] ?? "", url: service.url, effort };
  const rounds = ROUNDS[effort];
  const contenders = SERVED.map((served): Contender<WatchedRun> => ({
    name: served.name,
    run: async (round) => await runWatched(served, { ...place, round }),
  }));
  const watched = await runInTurns(contenders, rounds, say);
  const read = await runWithPages(place, rounds, say);
  return {
    tables: [servedTable(watched), pagesTable(read)],
    notes: [
      "frames of 130 KB are renamed into the folder; medians of the rounds, and of the differences within each",
      "a page is a program that reads the feed, and loads each picture that it announces, as a browser does",
      "pages are opened and closed while one program runs: programs differ from start to start by more than pages cost",
    ],
    missing: program.whyNotBuilt === null ? [] : [program.whyNotBuilt],
    figures: { watched: Object.fromEntries(watched), pages: Object.fromEntries(read) },
  };
}

function servedTable(results: ReadonlyMap<string, readonly WatchedRun[]>): Table {
  const percents = (name: string): number[] =>
    resultsOf(results, name).map(({ cpuPercent }) => cpuPercent);
  return {
    title: `${FRAMES_PER_SECOND} frames/s, a service of ${SERVICE_MS} ms`,
    columns: ["", "% of a core", "more than with nothing on", "RSS MiB"],
    rows: SERVED.map(({ name }) => {
      const resident = resultsOf(results, name).map(({ residentMiB }) => residentMiB);
      const more = medianDifference(percents(name), percents(SERVED[0].name));
      return [name, figure(median(percents(name)), 1), more, figure(median(resident), 0)];
    }),
  };
}

function pagesTable(percents: ReadonlyMap<string, readonly number[]>): Table {
  const nobody = percents.get(String(PAGES[0])) ?? [];
  return {
    title: "the same with --dashboard, one program all the time",
    columns: ["open pages", "% of a core", "more than with none"],
    rows: [...percents].map(([pages, runs]) => [
      pages,
      figure(median(runs), 1),
      medianDifference(runs, nobody),
    ]),
  };
}

function medianDifference(runs: readonly number[], others: readonly number[]): string {
  return figure(median(runs.map((run, round) => run - (others[round] ?? 0))), 1);
}

interface WatchedRun {
  /** Processor time of the program, in percent of a core. */
  readonly cpuPercent: number;
  readonly residentMiB: number;
}

interface WatchedPlace {
  readonly scratch: string;
  readonly image: string;
  readonly url: string;
  readonly effort: BenchmarkSettings["effort"];
}

async function runWatched(
  { option, name }: Served,
  { round, ...place }: WatchedPlace & { readonly round: number },
): Promise<WatchedRun> {
  const { effort, image } = place;
  const [warmUpSeconds, seconds] = SECONDS[effort];
  const words = option === null ? [] : [`--${option}`, String(await freePort())];
  const { folder, command, environment } = await watchIn(place, `${round}-${name}`, words);
  await using watch = startGroup(command, environment);
  await sleep(START_UP_MS);
  await land(folder, image, warmUpSeconds);
  const cpuPercent = await percentOf(watch, async () => await land(folder, image, seconds));
  return { cpuPercent, residentMiB: watch.residentMiB() };
}

/** Percent of a core by number of pages, a value for each round. */
async function runWithPages(
  place: WatchedPlace,
  rounds: number,
  say: (text: string) => void,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const { effort, image } = place;
  const [warmUpSeconds, seconds] = SECONDS[effort];
  const port = await freePort();
  const words = ["--dashboard", String(port)];
  const { folder, command, environment } = await watchIn(place, "pages", words);
  await using watch = startGroup(command, environment);
  await sleep(START_UP_MS);
  await land(folder, image, warmUpSeconds);
  const contenders = PAGES.map((pages): Contender<number> => ({
    name: String(pages),
    run: async () => {
      await using readers = new AsyncDisposableStack();
      for (let page = 0; page < pages; page += 1) readers.use(await openPage(port));
      return await percentOf(watch, async () => await land(folder, image, seconds));
    },
  }));
  return await runInTurns(contenders, rounds, (text) => say(`${text} of the pages`));
}

interface Watch {
  readonly folder: string;
  readonly command: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

async function watchIn(
  { scratch, url }: WatchedPlace,
  name: string,
  words: readonly string[],
): Promise<Watch> {
  const home = join(scratch, name.replaceAll(/\W+/gu, "-"));
  const folder = join(home, "in");
  await mkdir(folder, { recursive: true });
  const watch = ["watch", folder, "--to", url, "--delete", "-q", ...words];
  const environment = { ...process.env, XDG_STATE_HOME: join(home, "state") };
  return { folder, command: [...findProgram().command, ...watch], environment };
}

async function percentOf(watch: ProcessGroup, work: () => Promise<void>): Promise<number> {
  const [beforeMs, startedMs] = [watch.cpuMs(), performance.now()];
  await work();
  return (100 * (watch.cpuMs() - beforeMs)) / (performance.now() - startedMs);
}

async function openPage(port: number): Promise<HelperProcess> {
  const client = join(import.meta.dirname, "clients", "open-page.ts");
  return await startHelper([process.execPath, client, `http://127.0.0.1:${port}`]);
}

/** Lets frames land, and waits until the folder is empty. */
async function land(folder: string, image: string, seconds: number): Promise<void> {
  const camera = join(import.meta.dirname, "watching", "land-frames.ts");
  const count = String(seconds * FRAMES_PER_SECOND);
  await measure([process.execPath, camera, folder, count, String(FRAMES_PER_SECOND), image]);
  while ((await readdir(folder)).length > 0) await sleep(20);
}

const START_UP_MS = 3000;
