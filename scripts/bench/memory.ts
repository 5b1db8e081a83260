import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { HEAP_FLAGS } from "../../src/cli/process/memory-limits.ts";
import type { Benchmark, BenchmarkReport, BenchmarkSettings } from "./benchmark.ts";
import { figure } from "./harness/figures.ts";
import { type ProcessGroup, startGroup } from "./harness/process-group.ts";
import { makeScratchFolder } from "./harness/scratch-folder.ts";
import { smallFiles } from "./media/small-files.ts";
import { findProgram } from "./program.ts";
import { startCountingService } from "./service/start-counting-service.ts";

export const memoryBenchmark: Benchmark = {
  name: "memory",
  about:
    "memory of `send` and `watch`, after some thousand small frames and after ten times as many",
  run: runMemory,
};

/** Frames in all; memory is stated when a tenth of them has arrived, and at the last. */
const FRAMES = { quick: 10_000, default: 90_000, full: 90_000 } as const;
const COMMANDS = ["send", "watch"] as const;
/** The floor: what Node and undici take to read and post the same files. */
const BARE = "Node and undici, nothing kept";
const BARE_CLIENT = join(import.meta.dirname, "clients", "bare-send-all.ts");
const BARE_CONCURRENCY = 16;
const LOOK_EVERY_MS = 100;

/** A program at one moment. */
interface Look {
  readonly memoryMiB: number;
  readonly residentMiB: number;
  readonly cpuMs: number;
}

/** Memory of a program while it sends. */
interface MemoryRun {
  readonly name: string;
  /** When a tenth of the frames had arrived. */
  readonly early: Look;
  /** At the last look before its last frame. */
  readonly late: Look;
}

async function runMemory({ effort, say }: BenchmarkSettings): Promise<BenchmarkReport> {
  const count = FRAMES[effort];
  say(`${count} small files; they are made first where they are not there yet`);
  const folder = await smallFiles(count);
  const program = findProgram();
  await using scratch = await makeScratchFolder();
  const runs: MemoryRun[] = [];
  const contenders = [
    ...COMMANDS.map((command) => ({
      name: `frameferry ${command}`,
      line: (url: string) => [...program.command, command, folder, "--to", url, "-q"],
    })),
    {
      name: BARE,
      line: (url: string) => [
        ...[process.execPath, ...HEAP_FLAGS, BARE_CLIENT],
        ...[folder, url, String(BARE_CONCURRENCY)],
      ],
    },
  ];
  for (const { name, line } of contenders) {
    say(name);
    await using service = await startCountingService([], 0);
    const state = { ...process.env, XDG_STATE_HOME: join(scratch.path, name) };
    await using group = startGroup(line(service.url), state);
    const arrived = async (): Promise<number> => (await service.takeCounts()).frames;
    runs.push({ name, ...(await follow(group, arrived, count)) });
  }
  return {
    tables: [
      {
        title: `memory while ${count} small frames are sent, in MiB`,
        columns: ["", ...memoryColumns(count / 10), ...memoryColumns(count), "CPU s"],
        rows: runs.map(({ name, early, late }) => [
          name,
          ...[early, late].flatMap((look) => [
            figure(look.memoryMiB, 0),
            figure(look.residentMiB, 0),
          ]),
          figure(late.cpuMs / 1000, 1),
        ]),
      },
    ],
    notes: [
      "RSS counts all of Node's program file, about 49 MiB; PSS counts its share of it, among all programs that run it",
      `\`${BARE}\` is the floor: it has the same flags for its heap, and keeps no record`,
      "the target is at most 110 MiB, and no more at the end than at a tenth of the frames",
    ],
    missing: program.whyNotBuilt === null ? [] : [program.whyNotBuilt],
    figures: { runs },
  };
}

async function follow(
  group: ProcessGroup,
  takeArrived: () => Promise<number>,
  count: number,
): Promise<Pick<MemoryRun, "early" | "late">> {
  let early: Look | null = null;
  let late = lookAt(group);
  for (let arrived = await takeArrived(); arrived < count; arrived += await takeArrived()) {
    late = lookAt(group);
    if (arrived >= count / 10) early ??= late;
    await sleep(LOOK_EVERY_MS);
  }
  return { early: early ?? late, late };
}

function lookAt(group: ProcessGroup): Look {
  return {
    memoryMiB: group.memoryMiB(),
    residentMiB: group.residentMiB(),
    cpuMs: group.cpuMs(),
  };
}

function memoryColumns(frames: number): readonly string[] {
  return [`PSS at ${frames}`, `RSS at ${frames}`];
}
