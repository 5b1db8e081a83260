import { FrameferryError } from "../../core/errors.ts";
import type { EndingSignal } from "../../core/platform/signals.ts";
import type { ErrorKind } from "../../core/error-codes.ts";
import type { RunSummary } from "../../core/summary.ts";

/** Every way in which the program may end, for scripts to rely on. */
export const EXIT_CODES = {
  done: 0,
  bug: 1,
  usage: 2,
  unfinished: 3,
  source: 4,
  environment: 5,
  owned: 6,
  silentService: 7,
  hungUp: 129,
  interrupted: 130,
  quit: 131,
  terminated: 143,
} as const;

/** Meanings of the exit codes, for `--help`. */
export const EXIT_CODE_MEANINGS: readonly (readonly [number, string])[] = [
  [EXIT_CODES.done, "every frame was delivered or skipped by rule; a watch or camera stopped"],
  [EXIT_CODES.bug, "an unexpected error: a bug of frameferry"],
  [EXIT_CODES.usage, "wrong usage or configuration"],
  [EXIT_CODES.unfinished, "some frames failed, now or in earlier runs, or ended a run early"],
  [EXIT_CODES.source, "the video, camera, folder or command is missing, unreadable or incomplete"],
  [EXIT_CODES.environment, "no working ffmpeg, an unusable folder, port or ledger, a full disk"],
  [EXIT_CODES.owned, "another frameferry works on the same job"],
  [
    EXIT_CODES.silentService,
    "the service never answered, or was away for longer than --max-outage",
  ],
  [EXIT_CODES.hungUp, "ended by SIGHUP, terminal closed; what was in flight was finished"],
  [EXIT_CODES.interrupted, "interrupted by Ctrl-C; what was in flight was finished"],
  [EXIT_CODES.quit, "ended by SIGQUIT; what was in flight was finished"],
  [EXIT_CODES.terminated, "ended by SIGTERM; what was in flight was finished"],
];

const CODE_OF_KIND: Readonly<Record<ErrorKind, number>> = {
  usage: EXIT_CODES.usage,
  source: EXIT_CODES.source,
  environment: EXIT_CODES.environment,
  owned: EXIT_CODES.owned,
  service: EXIT_CODES.silentService,
};

export function exitCodeOfError(error: unknown): number {
  return error instanceof FrameferryError ? CODE_OF_KIND[error.kind] : EXIT_CODES.bug;
}

/** The code of a run that came to its end; the gravest of what happened decides. */
export function exitCodeOfRun(summary: RunSummary): number {
  if (summary.problems.length > 0) return exitCodeOfProblems(summary);
  if (summary.failed > 0 && summary.serviceResponded === false) return EXIT_CODES.silentService;
  const { failed, pending: left, previouslyFailed } = summary;
  return failed + left + previouslyFailed > 0 ? EXIT_CODES.unfinished : EXIT_CODES.done;
}

/** The code of a run that a signal was meant to end: what failed on the way is in the results. */
export function exitCodeOfProblems({ problems }: RunSummary): number {
  const gravest = problems.find(({ kind }) => kind === "environment") ?? problems[0];
  return gravest === undefined ? EXIT_CODES.done : CODE_OF_KIND[gravest.kind];
}

/** The code of several runs: that of the gravest end. @param codes without those of signals. */
export function gravestExitCode(codes: readonly number[]): number {
  return GRAVEST_FIRST.find((code) => codes.includes(code)) ?? EXIT_CODES.done;
}

/** Exit codes of several runs, gravest first: of every run, then of one source, then of single frames. */
const GRAVEST_FIRST: readonly number[] = [
  ...[EXIT_CODES.environment, EXIT_CODES.usage, EXIT_CODES.silentService],
  ...[EXIT_CODES.source, EXIT_CODES.owned, EXIT_CODES.unfinished],
];

const CODE_OF_SIGNAL: Readonly<Record<EndingSignal, number>> = {
  SIGHUP: EXIT_CODES.hungUp,
  SIGBREAK: EXIT_CODES.terminated,
  SIGINT: EXIT_CODES.interrupted,
  SIGQUIT: EXIT_CODES.quit,
  SIGTERM: EXIT_CODES.terminated,
};

export function exitCodeOfSignal(signal: EndingSignal): number {
  return CODE_OF_SIGNAL[signal];
}
