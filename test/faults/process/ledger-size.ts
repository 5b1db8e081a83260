import { statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { listJobs } from "../../../src/ledger/list-jobs.ts";
import { startProgram } from "../../support/program/command-run.ts";

/** How large all ledgers below a state home are. */
export interface LedgerSize {
  readonly fileBytes: number;
  /** Of their logs, which never shrink while somebody writes them. */
  readonly logBytes: number;
  /** Frames that they hold. */
  readonly frames: number;
}

export async function ledgerSize(stateHome: string): Promise<LedgerSize> {
  let [fileBytes, logBytes, frames] = [0, 0, 0];
  for (const job of await listJobs(join(stateHome, "frameferry"))) {
    const file = join(job.folder, "ledger.db");
    fileBytes += sizeOf(file);
    logBytes += sizeOf(`${file}-wal`);
    if ("counts" in job) for (const count of Object.values(job.counts)) frames += count;
  }
  return { fileBytes, logBytes, frames };
}

/**
 * Runs a watch that is to remember nothing, until its ledger has forgotten every frame or `patienceMs`
 * are over. @returns the frames that it still holds.
 */
export async function framesLeftAfterForgetting(
  commandLine: readonly string[],
  stateHome: string,
  patienceMs = 30_000,
): Promise<number> {
  const run = startProgram([...commandLine, "--retention", "0ms"], stateHome);
  const startedMs = performance.now();
  let { frames } = await ledgerSize(stateHome);
  while (frames > 0 && performance.now() - startedMs < patienceMs) {
    await sleep(100);
    ({ frames } = await ledgerSize(stateHome));
  }
  run.process.kill("SIGTERM");
  await run.ended;
  return frames;
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
