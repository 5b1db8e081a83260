import type { Table } from "../../scripts/bench/harness/table.ts";
import { answersLost, type Firings, firingsInAll } from "../faults/mixed-faults.ts";
import { growth, type Levels } from "../faults/process/levels.ts";
import type { LongWatch } from "../faults/process/long-watch.ts";
import { ALLOWED_GROWTH, allowedDuplicates } from "./checks.ts";
import type { KillPart } from "./kill-part.ts";

export function killTable(parts: readonly KillPart[]): Table {
  return {
    title: "killed (SIGKILL) and started again until all was delivered",
    columns: [
      ...["command", "frames", "kills", "delivered at the last", "faults", "duplicates", "allowed"],
      ...["problems", "fresh frame ms", "seconds"],
    ],
    rows: parts.map((part) => [
      part.command,
      String(part.landed),
      String(part.kills),
      `${((100 * part.acceptedAtLastKill) / part.frames).toFixed(0)} %`,
      String(firingsInAll(part.fired)),
      String(part.judgment.duplicates.total),
      String(allowedDuplicates(part)),
      String(part.judgment.problems.length),
      part.freshFrameMs?.toFixed(0) ?? "-",
      part.seconds.toFixed(0),
    ]),
  };
}

export function levelsTable(watch: LongWatch): Table {
  const mebibytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);
  const row = (
    name: string,
    { levels, allowed }: { levels: Levels; allowed: number },
    text: (value: number) => string,
  ): string[] => {
    const values = [levels.second, levels.last, levels.greatest, growth(levels), allowed];
    return [name, ...values.map(text)];
  };
  const held = (name: keyof typeof ALLOWED_GROWTH) => ({
    levels: watch[name],
    allowed: ALLOWED_GROWTH[name],
  });
  return {
    title: `one watch of ${watch.ledger.frames} frames in ${watch.seconds.toFixed(0)} s: medians of quarters`,
    columns: ["", "second quarter", "last quarter", "greatest", "growth", "allowed"],
    rows: [
      row("resident memory MiB", held("rssBytes"), mebibytes),
      row("memory in use MiB", held("liveBytes"), mebibytes),
      row("descriptors", held("descriptors"), String),
    ],
  };
}

/** Notes on a long watch besides its levels, a sentence each. */
export function watchNotes({ judgment, fired, ledger, ...watch }: LongWatch): readonly string[] {
  const bytesPerFrame = (ledger.fileBytes / ledger.frames).toFixed(0);
  return [
    `${firingsInAll(fired)} faults; ${judgment.duplicates.total} duplicates after ${answersLost(fired)} lost answers`,
    `a fresh frame right after the faults took ${watch.freshFrameMs.toFixed(0)} ms`,
    `the ledger takes ${bytesPerFrame} bytes per frame, its log ${(watch.logBytes / 1e6).toFixed(1)} MB at most`,
    `${watch.framesAfterForgetting} of ${ledger.frames} records are left once they may be forgotten`,
    "memory in use is what is left after a collection of garbage; allowed growth: see test/soak/checks.ts",
  ];
}

export function faultTable(fired: Firings): Table {
  return {
    title: "faults of all parts",
    columns: ["fault", "struck"],
    rows: Object.entries(fired).map(([name, count]) => [name, String(count)]),
  };
}
