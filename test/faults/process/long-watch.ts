import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { startProgram } from "../../support/program/command-run.ts";
import { type FaultyService, startFaultyService } from "../faulty-service.ts";
import { FrameLander } from "../frame-lander.ts";
import { freshFrameMs } from "../judge/fresh-frame.ts";
import { judgeLedgers } from "../judge/judge-ledgers.ts";
import type { Judgment } from "../judge/judge.ts";
import { type Firings, MIXED_TIMEOUT } from "../mixed-faults.ts";
import { endOf } from "./kill-loop.ts";
import { framesLeftAfterForgetting, type LedgerSize, ledgerSize } from "./ledger-size.ts";
import { type Levels, levelsOf } from "./levels.ts";
import { liveMemoryIn, probedByItself } from "./live-memory.ts";
import { ProcessSampler } from "./process-sampler.ts";

export interface LongWatchOptions {
  /** What leads to the program. */
  readonly program: readonly string[];
  readonly frames: number;
  /** Size of each image, at least. */
  readonly byteLength: number;
  /** Pause between two looks at the memory that is in use, each of which collects garbage first. */
  readonly collectEveryMs: number;
}

/** One process that watched a folder through many frames and faults. */
export interface LongWatch extends Held {
  readonly judgment: Judgment;
  readonly ledger: LedgerSize;
  /** Records that were left once frames whose images are gone need not be remembered. */
  readonly framesAfterForgetting: number;
}

/** What the process held, and how it ended. */
interface Held {
  readonly seconds: number;
  readonly exitCode: number | null;
  readonly fired: Firings;
  /** From landing to the whole answer, for a frame that landed right after the faults. */
  readonly freshFrameMs: number;
  readonly rssBytes: Levels;
  /** On the heap and in buffers, right after a collection of garbage. */
  readonly liveBytes: Levels;
  readonly descriptors: Levels;
  /** Size of the ledger's log while the program still ran. */
  readonly logBytes: number;
}

/** More than what the program under test takes on two cores. */
const CAPACITY = { workers: 16, serviceMs: 10 };
const FAULT_SEED = 5;

/**
 * Lets one `watch` carry many frames with mixed faults. It deletes what it has delivered, because a
 * folder that fills up has to be remembered.
 */
export async function longWatch(
  options: LongWatchOptions,
  signal: AbortSignal,
): Promise<LongWatch> {
  await using folder = await temporaryFolder();
  await using service = await startFaultyService(CAPACITY, FAULT_SEED);
  const incoming = join(folder.path, "in");
  // A number that stays: each more in flight has a connection more.
  const sending = ["--to", service.url, "-c", "16", "--retries", "20", "--timeout", MIXED_TIMEOUT];
  const watch = [...options.program, "watch", incoming, ...sending, "--delete", "-q"];
  const lander = await FrameLander.make(incoming, options.byteLength);
  const parts = { watch, incoming, stateHome: folder.path, service, lander };
  const held = await hold(options, parts, signal);
  const { oracle } = service;
  const witnesses = { landed: lander.landed, oracle, freshFrameMs: held.freshFrameMs };
  return {
    ...held,
    judgment: await judgeLedgers(folder.path, witnesses),
    ledger: await ledgerSize(folder.path),
    framesAfterForgetting: await framesLeftAfterForgetting(watch, folder.path),
  };
}

interface Parts {
  /** Command line. */
  readonly watch: readonly string[];
  /** The folder that it watches. */
  readonly incoming: string;
  readonly stateHome: string;
  readonly service: FaultyService;
  readonly lander: FrameLander;
}

async function hold(
  { frames, collectEveryMs }: LongWatchOptions,
  { watch, incoming, stateHome, service, lander }: Parts,
  signal: AbortSignal,
): Promise<Held> {
  const probe = join(stateHome, "live-memory");
  const startedMs = performance.now();
  const commandLine = [...watch, "--until-file", "DONE"];
  const run = startProgram(commandLine, stateHome, {
    environment: probedByItself(probe, collectEveryMs),
  });
  await using sampler = new ProcessSampler(run.process.pid ?? -1, 100);
  const end = endOf(run, signal);
  end.addEventListener("abort", () => run.process.kill("SIGKILL"));
  await lander.landInStep(frames, service.oracle, end);
  const fired = await service.calm();
  const freshMs = await freshFrameMs(service.oracle, lander.landOne);
  const { logBytes } = await ledgerSize(stateHome);
  await writeFile(join(incoming, "DONE"), "");
  const { exitCode } = await run.ended;
  return {
    seconds: (performance.now() - startedMs) / 1000,
    exitCode,
    fired,
    freshFrameMs: freshMs,
    rssBytes: sampler.levels("rssBytes"),
    liveBytes: levelsOf(liveMemoryIn(probe)),
    descriptors: sampler.levels("descriptors"),
    logBytes,
  };
}
