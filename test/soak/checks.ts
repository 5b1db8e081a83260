import { answersLost, FAULT_NAMES, type Firings, firingsInAll } from "../faults/mixed-faults.ts";
import { growth, type Levels } from "../faults/process/levels.ts";
import type { LongWatch } from "../faults/process/long-watch.ts";
import { CONCURRENCY, type KillPart } from "./kill-part.ts";

const MEBIBYTE = 1024 * 1024;

/**
 * Maximum growth from the second to the last quarter of a long watch that counts as flat. Half of its
 * frames lie between the two: with 50,000 frames, 100 bytes kept per frame exceed the limit for memory in
 * use. Resident memory varies by some MiB with garbage collection, the number of descriptors with the
 * connections that faults have broken.
 */
export const ALLOWED_GROWTH = {
  liveBytes: 2 * MEBIBYTE,
  rssBytes: 24 * MEBIBYTE,
  descriptors: 8,
} as const;

/** A record takes about 110 bytes, and up to twice that in partially filled pages. */
const ALLOWED_LEDGER_BYTES_PER_FRAME = 300;

/** Checkpoints start at 4096 pages of 4 KiB, and the log may grow meanwhile. */
const ALLOWED_LOG_BYTES = 24 * MEBIBYTE;

/** Allowed repetitions: frames in flight at a kill, and those whose answer was lost by a fault. */
export function allowedDuplicates({ kills, fired }: Pick<KillPart, "kills" | "fired">): number {
  return kills * CONCURRENCY + answersLost(fired);
}

export function problemsOfKills(part: KillPart): readonly string[] {
  const { landed, frames, kills, plannedKills, exitCodes, lastWords, judgment } = part;
  const { total, otherKey, withoutKey } = judgment.duplicates;
  const due = part.freshFrameMs === null ? frames : frames + 1;
  return [
    ...unless(kills === plannedKills, `only ${kills} of ${plannedKills} kills struck`),
    ...unless(landed === due, `${landed} frames are known, not ${due}`),
    ...unless(
      exitCodes.join() === "0",
      `exit codes ${exitCodes.join()} instead of a single 0: ${lastWords}`,
    ),
    ...judgment.problems,
    ...unless(otherKey + withoutKey === 0, `${otherKey + withoutKey} duplicates with a new key`),
    ...unless(total <= allowedDuplicates(part), `${total} duplicates`),
  ].map((problem) => `${part.command}: ${problem}`);
}

export function problemsOfWatch(watch: LongWatch): readonly string[] {
  const { exitCode, judgment, fired, ledger, logBytes, framesAfterForgetting } = watch;
  const { total } = judgment.duplicates;
  const bytesPerFrame = ledger.fileBytes / ledger.frames;
  return [
    ...unless(exitCode === 0, `exit code ${exitCode}`),
    ...judgment.problems,
    ...unless(total <= answersLost(fired), `${total} duplicates`),
    ...problemsOfLevels(watch),
    ...unless(
      bytesPerFrame <= ALLOWED_LEDGER_BYTES_PER_FRAME,
      `the ledger takes ${bytesPerFrame.toFixed(0)} bytes per frame`,
    ),
    ...unless(logBytes <= ALLOWED_LOG_BYTES, `the ledger's log takes ${logBytes} bytes`),
    ...unless(framesAfterForgetting === 0, `${framesAfterForgetting} frames were not forgotten`),
  ].map((problem) => `long watch: ${problem}`);
}

/** @param fired faults of all parts together. */
export function problemsOfFaults(fired: Firings, frames: number): readonly string[] {
  const share = firingsInAll(fired) / frames;
  return [
    ...unless(share >= MIN_SHARE, `faults struck only ${(100 * share).toFixed(1)} % of frames`),
    ...FAULT_NAMES.filter((name) => !fired[name]).map((name) => `the fault ${name} never struck`),
  ];
}

/** A kill ends the faults in progress. */
const MIN_SHARE = 0.015;

type Held = Readonly<Record<keyof typeof ALLOWED_GROWTH, Levels>>;

function problemsOfLevels(held: Held): readonly string[] {
  const names = Object.keys(ALLOWED_GROWTH) as (keyof Held)[];
  return names
    .filter((name) => growth(held[name]) > ALLOWED_GROWTH[name])
    .map((name) => `${name} grew from ${held[name].second} to ${held[name].last}`);
}

function unless(isRight: boolean, problem: string): readonly string[] {
  return isRight ? [] : [problem];
}
