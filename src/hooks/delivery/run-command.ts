import { runProgram } from "../../core/concurrency/run-program.ts";
import { formatDuration } from "../../core/text/format-duration.ts";
import type { Deliver, DeliveryProblem } from "./delivery.ts";

/** Of what a command prints to standard error, for the reason of its failure. */
const MAX_OUTPUT_LENGTH = 4000;
const MAX_SHOWN_LENGTH = 200;

/**
 * Tells events to a command, which is started for each without a shell and reads it as a line of JSON from its standard
 * input. At the timeout, or at an abort, it is killed with all that it has started.
 */
export function commandDelivery(command: readonly string[], timeoutMs: number): Deliver {
  const [program = ""] = command;
  return async (event, signal) => {
    const limits = { timeoutMs, maxLength: MAX_OUTPUT_LENGTH, input: `${JSON.stringify(event)}\n` };
    const end = await runProgram(command, limits, signal);
    if (end.startFault !== null) return startProblem(program, end.startFault);
    if (end.hasTimedOut)
      return `${program} was still at work after ${formatDuration(timeoutMs / 1000)}, and was killed`;
    if (end.exitCode === 0) return null;
    const how =
      end.exitCode === null
        ? `was ended by ${end.signal ?? "a signal"}`
        : `ended with code ${end.exitCode}`;
    return `${program} ${how}${lastWords(end.stderr)}`;
  };
}

function startProblem(program: string, { code, message }: NodeJS.ErrnoException): DeliveryProblem {
  if (code === "ENOENT") return `there is no program ${program}`;
  if (code === "EACCES") return `${program} cannot be executed; chmod +x it`;
  return `${program} cannot be started: ${code ?? message}`;
}

function lastWords(stderr: string): string {
  const line = stderr.trimEnd().split("\n").at(-1)?.trim() ?? "";
  return line === "" ? "" : `: ${line.slice(0, MAX_SHOWN_LENGTH)}`;
}
