import { answersLost, FAULT_NAMES, type Firings, firingsInAll } from "../faults/mixed-faults.ts";
import { growth, type Levels } from "../faults/process/levels.ts";
import type { LongWatch } from "../faults/process/long-watch.ts";
import { CONCURRENCY, type KillPart } from "./kill-part.ts";

const MEBIBYTE = 1024 * 1024;

/**
 * Growth from the second quarter of a long watch to its last one that counts as flat. Half of its frames
 * lie between the two: of 50,000 frames, 100 bytes kept of each are beyond what is allowed in use. What
 * is resident wavers by some MiB, depending on when garbage was collected last. Descriptors waver with
 * the connections that faults have broken.
 */
export const ALLOWED_GROWTH = {
  liveBytes: 2 * MEBIBYTE,
  rssBytes: 24 * MEBIBYTE,
  descriptors: 8,
} as const;

/** A record is about 110 bytes, and up to twice that in pages that are not full. */
const ALLOWED_LEDGER_BYTES_PER_FRAME = 300;

/** The log is moved into the tables at 4096 pages of 4 KiB, and may grow while that lasts. */
const ALLOWED_LOG_BYTES = 24 * MEBIBYTE;

/** Frames that may be accepted once more: those in flight at a kill, and those whose answer a fault has lost. */
export function allowedDuplicates({ kills, fired }: Pick<KillPart, "kills" | "fired">): number {
  return kills * CONCURRENCY + answersLost(fired);
}

export function problemsOfKills(part: KillPart): readonly string[] {
  const { landed, frames, kills, plannedKills, exitCodes, judgement } = part;
  const { total, otherKey, withoutKey } = judgement.duplicates;
  const due = part.freshFrameMs === null ? frames : frames + 1;
  return [
    ...unless(kills === plannedKills, `only ${kills} of ${plannedKills} kills struck`),
    ...unless(landed === due, `${landed} frames are known, not ${due}`),
    ...unless(exitCodes.join() === "0", `exit codes ${exitCodes.join()} instead of a single 0`),
    ...judgement.problems,
    ...unless(otherKey + withoutKey === 0, `${otherKey + withoutKey} duplicates with a new key`),
    ...unless(total <= allowedDuplicates(part), `${total} duplicates`),
  ].map((problem) => `${part.command}: ${problem}`);
}

export function problemsOfWatch(watch: LongWatch): readonly string[] {
  const { exitCode, judgement, fired, ledger, logBytes, framesAfterForgetting } = watch;
  const { total } = judgement.duplicates;
  const bytesPerFrame = ledger.fileBytes / ledger.frames;
  return [
    ...unless(exitCode === 0, `exit code ${exitCode}`),
    ...judgement.problems,
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

/** @param fired of all parts together. */
export function problemsOfFaults(fired: Firings, frames: number): readonly string[] {
  const share = firingsInAll(fired) / frames;
  return [
    ...unless(share >= MIN_SHARE, `faults struck only ${(100 * share).toFixed(1)} % of frames`),
    ...FAULT_NAMES.filter((name) => !fired[name]).map((name) => `the fault ${name} never struck`),
  ];
}

/** A kill takes the faults with it that were under way. */
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
