import { printable, printableJson } from "../core/printable.ts";
import { printOut } from "./print.ts";
import type { Command } from "commander";
import { imagePath } from "../compose/frame-identities.ts";
import { stateFolder } from "../compose/places.ts";
import { chosenJobs } from "../compose/chosen-jobs.ts";
import type { ParkedFrames } from "../compose/selected-failures.ts";
import { parkedFrames, recordedJobs, type RecordedJob } from "../compose/recorded-jobs.ts";
import type { FrameRecord } from "../ledger/frame-record.ts";
import { jobName } from "../ledger/job-folder.ts";
import type { FailureKind } from "../ledger/ledger-reader.ts";
import { failuresShape } from "../options/lookup-options.ts";
import { checkOptions } from "../options/shape.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { flagNamer, givenOptions } from "./flags.ts";
import { sourceInWords } from "./job-text.ts";
import { FAILURES_FLAGS } from "./lookup-flags.ts";
import { terminalSize } from "./terminal.ts";
import { tableLines } from "./table.ts";

/** `frameferry failures`: what has failed and waits to be sent again, whether a run is at work or not. */
export async function failuresCommand(
  sources: readonly string[],
  command: Command,
): Promise<number> {
  const given = { sources, ...givenOptions(command, FAILURES_FLAGS) };
  const options = checkOptions(failuresShape, given, flagNamer(FAILURES_FLAGS));
  const found: [RecordedJob, ParkedFrames][] = [];
  const jobs = await recordedJobs(sources, stateFolder(options.stateFolder));
  for (const job of chosenJobs(jobs, { ...options, routes: [] })) {
    found.push([job, await parkedFrames(job, options)]);
  }
  const text =
    command.opts()["json"] === true
      ? printableJson({ jobs: found.map(jobFacts) })
      : found.flatMap(jobLines).join("\n");
  printOut(text);
  return EXIT_CODES.done;
}

function jobLines([job, { kinds, frames }]: [RecordedJob, ParkedFrames]): readonly string[] {
  const heading = printable(
    `${sourceInWords(job.job)} → ${job.job.service}: ${countOf(kinds)} failed`,
  );
  if (kinds.length === 0) return [heading];
  // What goes to a file or a program has no width.
  const width = process.stdout.isTTY ? terminalSize(process.stdout).columns : undefined;
  const rows = frames.map((frame) => [
    frame.relativePath,
    String(frame.status ?? "-"),
    String(frame.attempts),
    localTime(frame.settledAtMs),
    frame.reason ?? "",
  ]);
  return [
    heading,
    ...tableLines(KIND_COLUMNS, kinds.map(kindRow), width),
    "",
    ...tableLines(COLUMNS, rows, width),
    "",
  ];
}

const KIND_COLUMNS = [
  { title: "COUNT", isNumber: true },
  { title: "STATUS", isNumber: true },
  { title: "REASON" },
];

const COLUMNS = [
  { title: "FRAME" },
  { title: "STATUS", isNumber: true },
  { title: "ATTEMPTS", isNumber: true },
  { title: "WHEN" },
  { title: "REASON" },
];

function kindRow({ count, status, reason }: FailureKind): readonly string[] {
  return [String(count), String(status ?? "-"), reason];
}

/** By this machine's clock, as `2026-07-27 10:14:03`: what Swedes write is what sorts. */
function localTime(timeMs: number | null): string {
  return timeMs === null ? "" : new Date(timeMs).toLocaleString("sv-SE");
}

function countOf(kinds: readonly FailureKind[]): number {
  return kinds.reduce((sum, { count }) => sum + count, 0);
}

function jobFacts([job, { kinds, frames }]: [RecordedJob, ParkedFrames]): object {
  const { source, service, framesFolder } = job.job;
  return {
    job: jobName(job),
    source,
    service,
    failed: countOf(kinds),
    reasons: kinds,
    failures: frames.map((frame) => frameFacts(frame, framesFolder)),
  };
}

/** Under the names that a line of the results has. */
function frameFacts(frame: FrameRecord, framesFolder: string | null): object {
  const { source, relativePath, index, ptsSeconds, status, attempts, reason } = frame;
  return {
    source,
    frame: relativePath,
    index,
    ptsSeconds,
    status,
    attempts,
    reason,
    failedAt: frame.settledAtMs === null ? null : new Date(frame.settledAtMs).toISOString(),
    image: imagePath(framesFolder, frame),
    idempotencyKey: frame.idempotencyKey,
  };
}
