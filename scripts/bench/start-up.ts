import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { figure, spreadText } from "./harness/figures.ts";
import { runInTurns } from "./harness/paired-runs.ts";
import { median, pairedRatios, spread } from "./harness/statistics.ts";
import type { Table } from "./harness/table.ts";
import type { Program } from "./program.ts";
import { slicingCommand } from "./slicing-command.ts";

/** Milliseconds from the start of a process to the awaited line, by alternative and round. */
export type StartUps = Readonly<Record<string, readonly number[]>>;

export const NODE = "Node itself";
const OURS = "frameferry run, to ffmpeg's first frame";
const ALONE = "ffmpeg alone, to its first frame";

const OPENED = /"videoOpened"/u;

/** Sliced part of the clip, in seconds: one frame is enough. */
const SECONDS = 0.2;

/** No service is needed: the first frame comes before the first answer. */
const NOWHERE = "http://127.0.0.1:9/";

export async function measureStartUp(
  program: Program,
  clip: string,
  scratch: string,
  rounds: number,
): Promise<StartUps> {
  const folder = join(scratch, "start-up");
  await mkdir(folder);
  const alone = await slicingCommand({ video: clip, format: "jpg", durationSeconds: SECONDS });
  const run = async (...words: readonly string[]): Promise<string[]> => [
    ...[...program.command, "run", clip, "--duration", String(SECONDS), ...words],
    ...["--log-format", "json", "--state", await mkdtemp(join(scratch, "start-state-"))],
  ];
  const contenders = [
    {
      name: NODE,
      run: () => timeToLine([process.execPath, "-e", "console.error(1)"], /1/u, folder),
    },
    {
      name: ALONE,
      run: () => timeToLine(alone, /pts_time:/u, folder),
    },
    {
      name: OURS,
      run: async () =>
        await timeToLine(await run("--to", NOWHERE, "--max-outage", "1ms"), OPENED, folder),
    },
  ];
  // A first round, which does not count, fills the caches: the user's second run matters. Ours keeps the code of a run
  // that succeeds.
  await timeToLine(await run("--demo"), OPENED, folder);
  await runInTurns(contenders, 1, () => {});
  return Object.fromEntries(await runInTurns(contenders, rounds, () => {}));
}

export function startUpTable(starts: StartUps): Table {
  return {
    title: "Start-up, in ms: median (least-greatest)",
    columns: ["", "ms", "over Node"],
    rows: Object.entries(starts).map(([name, figures]) => [
      name,
      spreadText(spread(figures), 0),
      figure(median(pairedRatios(figures, starts[NODE] ?? [])), 2),
    ]),
  };
}

/** Median time of our program until its ffmpeg starts, in milliseconds. */
export function ownStartUpMs(starts: StartUps): number {
  return median(starts[OURS] ?? []) - median(starts[ALONE] ?? []);
}

/** Waits for a line of standard error, and then for the end of the process. */
async function timeToLine(
  [program = "", ...words]: readonly string[],
  pattern: RegExp,
  folder: string,
): Promise<number> {
  const startedMs = performance.now();
  const child = spawn(program, words, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  const closed = once(child, "close");
  let foundMs: number | undefined;
  createInterface(child.stderr).on("line", (line) => {
    if (pattern.test(line)) foundMs ??= performance.now() - startedMs;
  });
  await closed;
  if (foundMs === undefined) throw new Error(`${program} never wrote ${pattern.source}`);
  return foundMs;
}
