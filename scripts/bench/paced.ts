import { join } from "node:path";
import type { Benchmark, BenchmarkReport, BenchmarkSettings } from "./benchmark.ts";
import { figure, spreadText } from "./harness/figures.ts";
import { pythonFor, runs } from "./harness/find-tools.ts";
import { cpuMs, measure } from "./harness/measured-process.ts";
import { type Contender, resultsOf, runInTurns } from "./harness/paired-runs.ts";
import { makeScratchFolder } from "./harness/scratch-folder.ts";
import { median, pairedRatios, spread } from "./harness/statistics.ts";
import type { Table } from "./harness/table.ts";
import { frameFiles } from "./media/frame-files.ts";
import { findProgram } from "./program.ts";
import { startCountingService } from "./service/start-counting-service.ts";
import { type PacedPlace, type PacedRun, runPaced } from "./watching/paced-run.ts";

export const pacedBenchmark: Benchmark = {
  name: "paced",
  about:
    "frames that land one by one: processor time of the whole program, beside watchdog and curl",
  run: runPacedBenchmark,
};

const OURS = "frameferry watch --delete";
const SOCKET = "frameferry watch --delete, Unix socket";
const BARE = "fs.watch + undici, nothing kept";
const WATCHDOG = "watchdog + requests, 8 threads";
const INOTIFY = "inotifywait + curl, 8 at once";
const CURL = "curl alone, started for each frame";

const PACES = { quick: [100], default: [10, 100, 300], full: [10, 100, 300] } as const;
const SERVICE_MS = { quick: [5], default: [5, 50], full: [5, 50] } as const;
const ROUNDS = { quick: 1, default: 2, full: 5 } as const;
/** How long frames land before and while it is measured. */
const SECONDS = { quick: [5, 10], default: [10, 20], full: [15, 40] } as const;
/** What has seen few frames has not been compiled yet. */
const MIN_WARM_UP_FRAMES = 1500;
const CURL_FRAMES = 100;

async function runPacedBenchmark(settings: BenchmarkSettings): Promise<BenchmarkReport> {
  const { effort, say } = settings;
  const { paths } = await frameFiles(60);
  await using scratch = await makeScratchFolder();
  const program = findProgram();
  const missing = program.whyNotBuilt === null ? [] : [program.whyNotBuilt];
  const tables: Table[] = [];
  const figures: Record<string, unknown> = {};
  for (const workMs of SERVICE_MS[effort]) {
    const socket = join(scratch.path, `${workMs}.sock`);
    await using service = await startCountingService([], workMs, socket);
    const urls = { url: service.url, socketUrl: `unix:${socket}:/frames` };
    const { commands, absent } = watchersFor(urls, program.command);
    missing.push(...absent.filter((sentence) => !missing.includes(sentence)));
    for (const framesPerSecond of PACES[effort]) {
      say(`${framesPerSecond} frames a second, a service of ${workMs} ms`);
      const place = placeFor(effort, framesPerSecond, scratch.path, paths[0] ?? "");
      const contenders: Contender<PacedRun>[] = commands.map(({ name, command }) => ({
        name,
        run: async () => await runPaced(place, command),
      }));
      if (runs("curl", ["--version"]))
        contenders.push({ name: CURL, run: async () => await curlAlone(paths, service.url) });
      const results = await runInTurns(contenders, ROUNDS[effort], say);
      tables.push(pacedTable(`${framesPerSecond} frames/s, a service of ${workMs} ms`, results));
      figures[`${framesPerSecond}/s ${workMs} ms`] = Object.fromEntries(results);
    }
  }
  return { tables, notes: NOTES, missing, figures };
}

const NOTES = [
  "frames of 130 KB are renamed into the folder; user and system time of the whole process group, children that have ended included, over the frames after the warm-up",
  "`fs.watch + undici` is the floor: it looks at no content, keeps no record, and loses what fails",
  "`curl alone` has nothing to watch: it is started once for each file of a list",
];

function placeFor(
  effort: BenchmarkSettings["effort"],
  framesPerSecond: number,
  scratch: string,
  image: string,
): PacedPlace {
  const [warmUpSeconds, seconds] = SECONDS[effort];
  const warmUpFrames = Math.max(MIN_WARM_UP_FRAMES, warmUpSeconds * framesPerSecond);
  return { scratch, image, framesPerSecond, warmUpFrames, frames: seconds * framesPerSecond };
}

interface Watcher {
  readonly name: string;
  readonly command: (folder: string) => readonly string[];
}

function watchersFor(
  { url, socketUrl }: { readonly url: string; readonly socketUrl: string },
  ours: readonly string[],
): { readonly commands: readonly Watcher[]; readonly absent: readonly string[] } {
  const commands: Watcher[] = [[OURS, url] as const, [SOCKET, socketUrl] as const].map(
    ([name, to]) => ({
      name,
      command: (folder) => [...ours, "watch", folder, "--to", to, "--delete", "-q"],
    }),
  );
  const absent: string[] = [];
  const clients = join(import.meta.dirname, "clients");
  const bare = [process.execPath, join(clients, "bare-watch.ts")];
  commands.push({ name: BARE, command: (folder) => [...bare, folder, url] });
  const python = pythonFor(["watchdog", "requests"]);
  const client = join(clients, "watchdog_requests.py");
  if (python === null)
    absent.push(`${WATCHDOG}: apt-get install python3-watchdog python3-requests`);
  else commands.push({ name: WATCHDOG, command: (folder) => [python, client, folder, url] });
  if (runs("sh", ["-c", "command -v inotifywait curl"]))
    commands.push({
      name: INOTIFY,
      command: (folder) => ["sh", "-c", INOTIFY_SCRIPT, "-", folder, url],
    });
  else absent.push(`${INOTIFY}: apt-get install inotify-tools curl`);
  return { commands, absent };
}

const INOTIFY_SCRIPT = `inotifywait -mq -e moved_to --format %w%f "$1" |
  URL=$2 xargs -P 8 -I{} sh -c 'curl -sf -o /dev/null -F file=@"$1" "$URL" && rm "$1"' - {}`;

async function curlAlone(paths: readonly string[], url: string): Promise<PacedRun> {
  const script = 'url=$1; shift; for file; do curl -sf -o /dev/null -F file=@"$file" "$url"; done';
  const files = Array.from({ length: CURL_FRAMES }, (_, at) => paths[at % paths.length] ?? "");
  const usage = await measure(["sh", "-c", script, "-", url, ...files]);
  return { cpuMsPerFrame: cpuMs(usage) / CURL_FRAMES };
}

function pacedTable(title: string, results: ReadonlyMap<string, readonly PacedRun[]>): Table {
  const costs = (name: string): readonly number[] =>
    resultsOf(results, name).flatMap(({ cpuMsPerFrame: cost }) => (cost === null ? [] : [cost]));
  const ours = costs(OURS);
  return {
    title,
    columns: ["", "CPU ms/frame", "frameferry takes"],
    rows: [...results.keys()].map((name) => {
      const theirs = costs(name);
      if (theirs.length < resultsOf(results, name).length) return [name, "could not keep up", ""];
      const isCompared = name !== OURS && ours.length === theirs.length;
      const ratio = isCompared ? `${figure(median(pairedRatios(ours, theirs)), 2)} of it` : "";
      return [name, spreadText(spread(theirs), 2), ratio];
    }),
  };
}
