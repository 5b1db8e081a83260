import type { Command } from "commander";
import { runVideo } from "../compose.ts";
import { shownAddress } from "../core/service-address.ts";
import { FrameferryError } from "../core/errors.ts";
import type { RunSummary } from "../core/summary.ts";
import { type RunOptions, runShape } from "../options/run-options.ts";
import { checkOptions } from "../options/shape.ts";
import { printPlan } from "./dry-run.ts";
import { exitCodeOfRun, exitCodeOfSignal } from "./exit-codes.ts";
import { flagNamer, givenOptions } from "./flags.ts";
import { listenForInterrupts } from "./interrupt.ts";
import { printProblem } from "./print-error.ts";
import { printSummary } from "./print-summary.ts";
import { startProgress } from "./progress/progress.ts";
import { type Reporting, readReporting } from "./reporting.ts";
import { RUN_FLAGS } from "./run-flags.ts";

/** `frameferry run`: one video, from the file to the last answer. */
export async function runCommand(video: string, command: Command): Promise<number> {
  const reporting = readReporting(command);
  const { demo, dryRun } = command.opts();
  const given = { video, ...givenOptions(command, RUN_FLAGS) };
  if (demo === true && command.getOptionValueSource("to") === "cli")
    throw usageError("--demo and --to exclude each other: name one service");
  if (dryRun === true) {
    const planned = demo === true ? { ...given, to: DEMO_TO_BE } : given;
    return await printPlan(checkRunOptions(planned), reporting);
  }
  if (demo !== true) return await carryVideo(checkRunOptions(given), reporting);
  const { startDemoService } = await import("../demo/demo-service.ts");
  await using service = await startDemoService();
  return await carryVideo(checkRunOptions({ ...given, to: service.url }), reporting);
}

/** The address of a demo service that does not run yet: port 0 stands for the free one it will take. */
const DEMO_TO_BE = "http://127.0.0.1:0/predict";

function checkRunOptions(given: Record<string, unknown>): RunOptions {
  if (!("to" in given)) {
    throw usageError(
      "no service is named",
      "say where the frames go: --to http://host/predict, or --demo to try it out",
    );
  }
  return checkOptions(runShape, given, flagNamer(RUN_FLAGS));
}

async function carryVideo(options: RunOptions, reporting: Reporting): Promise<number> {
  const progress = startProgress(reporting, {
    source: options.video,
    service: shownAddress(options.to),
  });
  using interrupts = listenForInterrupts(() => {
    progress.note("finishing what is in flight; Ctrl-C again stops at once");
  });
  const follower = {
    emit: (event: Parameters<typeof progress.listen>[0]) => progress.listen(event),
    ...(reporting.verbosity >= 2
      ? { onFfmpegLine: (line: string) => progress.note(`ffmpeg: ${line}`) }
      : {}),
  };
  let summary: RunSummary;
  try {
    summary = await runVideo(options, follower, interrupts.signals);
  } finally {
    progress[Symbol.dispose]();
  }
  report(summary, interrupts.signal !== null, options, reporting);
  return interrupts.signal === null ? exitCodeOfRun(summary) : exitCodeOfSignal(interrupts.signal);
}

function report(
  summary: RunSummary,
  isInterrupted: boolean,
  options: RunOptions,
  reporting: Reporting,
): void {
  for (const problem of summary.problems) printProblem(problem, reporting);
  if (summary.failed > 0 && !summary.answered) printProblem(silence(options), reporting);
  if (reporting.verbosity >= 0) printSummary(summary, isInterrupted, reporting);
  else if (summary.failed > 0 && summary.answered) printProblem(failures(summary), reporting);
  if (reporting.isJson) process.stdout.write(`${JSON.stringify(summary)}\n`);
}

/** All that a quiet run says of failed frames. */
function failures({ failed, landed, failures: groups, results }: RunSummary): FrameferryError {
  return new FrameferryError({
    code: "ERR_FRAMES_FAILED",
    kind: "service",
    message: `${failed} of ${landed} frames failed, most of them because: ${groups[0]?.reason ?? "unknown"}`,
    remedy: `every failed frame is listed in ${results}`,
  });
}

function silence({ to }: RunOptions): FrameferryError {
  return new FrameferryError({
    code: "ERR_SERVICE_SILENT",
    kind: "service",
    message: `${shownAddress(to)} never answered`,
    remedy: `check that the service runs: frameferry doctor --to ${shownAddress(to)}`,
  });
}

function usageError(message: string, remedy?: string): FrameferryError {
  return new FrameferryError({ code: "ERR_OPTION", kind: "usage", message, remedy });
}
