import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Benchmark, BenchmarkReport, BenchmarkSettings } from "./benchmark.ts";
import { figure } from "./harness/figures.ts";
import { pythonFor, runs } from "./harness/find-tools.ts";
import { measure } from "./harness/measured-process.ts";
import { type ProcessGroup, startGroup } from "./harness/process-group.ts";
import { makeScratchFolder } from "./harness/scratch-folder.ts";
import type { Table } from "./harness/table.ts";
import { smallFiles } from "./media/small-files.ts";
import { findProgram } from "./program.ts";
import { startCountingService } from "./service/start-counting-service.ts";

export const idleBenchmark: Benchmark = {
  name: "idle",
  about: "watches at rest: processor time and memory, beside chokidar and watchdog",
  run: runIdle,
};

const SIZES = { quick: [0, 10_000], default: [0, 10_000, 100_000], full: [0, 10_000, 100_000] };
/** Until the slowest of them has come to rest, and how long they are measured then. */
const SECONDS = { quick: [40, 30], default: [60, 240], full: [60, 900] } as const;

interface Watcher {
  readonly name: string;
  readonly command: (folder: string) => Promise<readonly string[]>;
}

interface Rest {
  readonly size: number;
  readonly name: string;
  /** Processor time of the whole process group, in percent of a core. */
  readonly cpuPercent: number;
  readonly memoryMiB: number;
}

async function runIdle({ effort, say }: BenchmarkSettings): Promise<BenchmarkReport> {
  await using scratch = await makeScratchFolder();
  await using service = await startCountingService([], 0);
  const program = findProgram();
  const { watchers, missing } = watchersFor(service.url, program.command, scratch.path, say);
  if (program.whyNotBuilt !== null) missing.push(program.whyNotBuilt);
  await using started = new AsyncDisposableStack();
  const idlers: { size: number; name: string; group: ProcessGroup }[] = [];
  for (const size of SIZES[effort]) {
    say(`a folder of ${size} files; it is made first where it is not there yet`);
    const folder = await smallFiles(size);
    for (const { name, command } of watchers) {
      const environment = { ...process.env, XDG_STATE_HOME: join(scratch.path, `state-${size}`) };
      const ownState = { ...environment, XDG_STATE_HOME: join(scratch.path, `${size}-${name}`) };
      const words = await command(folder);
      const group = startGroup(words, name === DELIVERED ? environment : ownState);
      idlers.push({ size, name, group: started.use(group) });
    }
  }
  const [restSeconds, seconds] = SECONDS[effort];
  say(`${idlers.length} watches come to rest`);
  await sleep(restSeconds * 1000);
  say(`${seconds} s at rest`);
  const beforeMs = idlers.map(({ group }) => group.cpuMs());
  await sleep(seconds * 1000);
  const rests = idlers.map(({ size, name, group }, at): Rest => {
    const cpuMs = group.cpuMs() - (beforeMs[at] ?? Number.NaN);
    return { size, name, cpuPercent: cpuMs / seconds / 10, memoryMiB: group.memoryMiB() };
  });
  return {
    tables: SIZES[effort].map((size) => idleTable(size, rests)),
    notes: NOTES,
    missing,
    figures: { rests },
  };
}

const NOTES = [
  "all of them run beside one another and are measured at the same time: user and system time of the whole process group, and its memory with its share of what it shares with others (PSS)",
  "the target is at most 0.5 % of a core with 100,000 files",
];

const DELIVERED = "frameferry watch, all files delivered";

function watchersFor(
  url: string,
  ours: readonly string[],
  scratch: string,
  say: (text: string) => void,
): { readonly watchers: readonly Watcher[]; readonly missing: string[] } {
  const missing: string[] = [];
  const watch = (folder: string, ...words: readonly string[]): readonly string[] => [
    ...ours,
    "watch",
    folder,
    "--to",
    url,
    ...words,
  ];
  const onlyNew = (folder: string): readonly string[] => watch(folder, "--only-new");
  const watchers: Watcher[] = [
    { name: "frameferry watch --only-new", command: async (folder) => onlyNew(folder) },
    {
      name: DELIVERED,
      command: async (folder) => {
        say("the files are delivered first");
        const state = join(scratch, `state-${folder.split("-").at(-1)}`);
        const environment = { ...process.env, XDG_STATE_HOME: state };
        await measure([...ours, "send", folder, "--to", url, "-q"], { environment });
        return watch(folder);
      },
    },
    {
      name: "frameferry watch --only-new --poll",
      command: async (folder) => [...onlyNew(folder), "--poll"],
    },
    {
      name: "chokidar, undici",
      command: async (folder) => [
        process.execPath,
        script("watching/chokidar-client.ts"),
        folder,
        "1",
        url,
      ],
    },
  ];
  if (runs("script", ["--version"]))
    watchers.push({
      name: "frameferry watch --only-new on a terminal",
      command: async (folder) => ["script", "-qc", onlyNew(folder).join(" "), "/dev/null"],
    });
  else missing.push("a watch on a terminal: apt-get install bsdutils");
  const python = pythonFor(["watchdog", "requests"]);
  if (python === null) missing.push("watchdog: apt-get install python3-watchdog python3-requests");
  else
    watchers.push({
      name: "watchdog, requests",
      command: async (folder) => [python, script("clients/watchdog_requests.py"), folder, url],
    });
  return { watchers, missing };
}

function script(path: string): string {
  return join(import.meta.dirname, path);
}

function idleTable(size: number, rests: readonly Rest[]): Table {
  return {
    title: `a folder that holds ${size} files`,
    columns: ["", "% of a core", "MiB (PSS)"],
    rows: rests
      .filter((rest) => rest.size === size)
      .map(({ name, cpuPercent, memoryMiB }) => [
        name,
        figure(cpuPercent, 2),
        figure(memoryMiB, 0),
      ]),
  };
}
