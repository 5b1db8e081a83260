import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { startFaultyService } from "../faults/faulty-service.ts";
import { freshFrameMs } from "../faults/judge/fresh-frame.ts";
import { judgeLedgers } from "../faults/judge/judge-ledgers.ts";
import type { Judgment } from "../faults/judge/judge.ts";
import { type Firings, MIXED_TIMEOUT } from "../faults/mixed-faults.ts";
import type { Oracle } from "../faults/oracle/start-oracle.ts";
import { BUILT_PROGRAM } from "../support/program/built-program.ts";
import { killLoop } from "../faults/process/kill-loop.ts";
import { seededRandom } from "../support/samples/seeded-random.ts";
import { startProgram } from "../support/program/command-run.ts";
import { KILLED_COMMANDS, type KilledCommand } from "./killed-commands.ts";
import { KILLED, type KilledName, type SoakSize } from "./sizes.ts";

/** Requests in flight at once. */
export const CONCURRENCY = 8;
/** 250 frames per second, so that there are frames left for the last kill. */
const CAPACITY = { workers: CONCURRENCY, serviceMs: 32 };

/** A command that was killed repeatedly, and the result for its frames. */
export interface KillPart {
  readonly command: KilledName;
  readonly seconds: number;
  /** Number of frames to deliver. */
  readonly frames: number;
  /** Frames that landed; for a slice, those that were ever sent. */
  readonly landed: number;
  readonly plannedKills: number;
  readonly kills: number;
  /** Frames that the service had accepted at the last kill. */
  readonly acceptedAtLastKill: number;
  /** Exit codes of the processes that ended by themselves. */
  readonly exitCodes: readonly (number | null)[];
  /** What those processes said on standard error. */
  readonly lastWords: string;
  readonly fired: Firings;
  /** Time from the restart with a new frame to its complete answer; `null` if none could land. */
  readonly freshFrameMs: number | null;
  readonly judgment: Judgment;
}

export async function killPart(
  command: KilledName,
  size: SoakSize,
  signal: AbortSignal,
): Promise<KillPart> {
  await using folder = await temporaryFolder();
  const seed = KILLED.indexOf(command);
  await using service = await startFaultyService(CAPACITY, seed);
  const { oracle } = service;
  const { framesOfEach: frames, kills: planned, betweenMs } = size;
  const killed = await KILLED_COMMANDS[command](folder.path, frames, signal);
  const sending = ["--to", service.url, "-c", String(CONCURRENCY), "--retries", "20"];
  const words = [...killed.words, ...sending, "--timeout", MIXED_TIMEOUT, "-q"];
  const commandLine = [...BUILT_PROGRAM, ...words];
  const [maxKills, random] = [planned[command], seededRandom(seed)];
  let acceptedAtLastKill = 0;
  const startedMs = performance.now();
  const loop = { commandLine, stateHome: folder.path, random, maxKills, betweenMs };
  const { kills, exits } = await killLoop(
    {
      ...loop,
      isDone: async () => false,
      onKilled: async () => void ({ acceptedImages: acceptedAtLastKill } = await oracle.counts()),
    },
    signal,
  );
  const seconds = (performance.now() - startedMs) / 1000;
  const fired = await service.calm();
  const freshMs = await freshMsAfterRestart(killed, loop, oracle);
  const landed = await killed.landed(oracle);
  return {
    ...{ command, seconds, frames, landed: landed.length, kills, acceptedAtLastKill, fired },
    plannedKills: maxKills,
    exitCodes: exits.map(({ exitCode }) => exitCode),
    lastWords: exits.map(({ stderr }) => stderr.trim()).join("; "),
    freshFrameMs: freshMs,
    judgment: await judgeLedgers(folder.path, { landed, oracle, freshFrameMs: freshMs }),
  };
}

async function freshMsAfterRestart(
  { landOne }: KilledCommand,
  { commandLine, stateHome }: { commandLine: readonly string[]; stateHome: string },
  oracle: Oracle,
): Promise<number | null> {
  if (landOne === null) return null;
  const digest = await landOne();
  const run = startProgram(commandLine, stateHome);
  const freshMs = await freshFrameMs(oracle, async () => digest);
  run.process.kill("SIGTERM");
  await run.ended;
  return freshMs;
}
