import { basename, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect } from "vitest";
import { listJobs } from "../../../src/ledger/list-jobs.ts";
import type { CommandRun } from "../program/command-run.ts";
import { preloaded } from "../program/preloaded.ts";
import { resultLines } from "./result-lines.ts";

/** The environment in which the program dies by SIGKILL between its lines and their record. @param flush from 1. */
export function dyingAfterFlush(flush: number): NodeJS.ProcessEnv {
  return preloaded("die-after-flush.ts", { DIE_AFTER_FLUSH: String(flush) });
}

/**
 * Waits for a run that dies after a flush.
 *
 * @param home as `stateHome` of `startProgram`.
 * @returns the frames that have a line, and are in no ledger: what the next run sends again.
 */
export async function framesAhead<Exit>(
  run: CommandRun<Exit>,
  results: string,
  home: string,
): Promise<readonly string[]> {
  await run.ended;
  expect(run.process.signalCode).toBe("SIGKILL");
  const jobs = await listJobs(join(home, "frameferry"));
  const settled = new Set(jobs.flatMap(({ folder }) => framesIn(join(folder, "ledger.db"))));
  const lines = (await resultLines(results)).filter((line) => !("type" in line));
  return lines.map(({ frame }) => basename(frame)).filter((frame) => !settled.has(frame));
}

function framesIn(ledger: string): readonly string[] {
  using database = new DatabaseSync(ledger, { readOnly: true });
  const rows = database.prepare("SELECT path FROM frames").all();
  return rows.map(({ path }) => basename(String(path)));
}
