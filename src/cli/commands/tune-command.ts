import { printErr, printOut } from "../format/print.ts";
import { printableJson } from "../../core/text/escape-control-chars.ts";
import type { Command } from "commander";
import { type TuneEvent, runTune } from "../../app/tune/tune-service.ts";
import { FrameferryError } from "../../core/errors.ts";
import { rejectionRemedy } from "../../core/service/rejection-remedy.ts";
import { checkOptions } from "../../options/options-schema.ts";
import { type TuneOptions, tuneSchema } from "../../options/tune-options.ts";
import type { FailureClass, TuneReport } from "../../tune/tune-report.ts";
import { EXIT_CODES, exitCodeOfSignal } from "../process/exit-codes.ts";
import { givenOptions } from "../flags/flags.ts";
import { type Interrupts, listenForInterrupts } from "../process/interrupt.ts";
import { colorizer } from "../format/colorizer.ts";
import { printProblem } from "../errors/print-error.ts";
import { readReporting, type Reporting } from "../flags/reporting.ts";
import { noService } from "../errors/service-choice.ts";
import { terminalSize } from "../format/terminal.ts";
import { reportText } from "../tune/report-text.ts";
import { startTuneProgress } from "../tune/start-tune-progress.ts";
import { TUNE_FLAGS } from "../flags/tune-flags.ts";

/** `frameferry tune`: how many requests at once suit a service. */
export async function tuneCommand(command: Command): Promise<number> {
  const reporting = readReporting(command);
  const given = givenOptions(command, TUNE_FLAGS);
  if (!("to" in given)) throw noService("--to http://host/predict");
  const options = checkOptions(tuneSchema, given);
  using interrupts = listenForInterrupts({ report: printErr });
  const report = await measure(options, reporting, interrupts);
  const problem = report === null ? null : problemOf(report);
  // Without anything measured, the problem is all that there is to say.
  if (report !== null && (problem === null || reporting.isJson)) printReport(report, reporting);
  if (report === null && reporting.isJson) printOut(JSON.stringify(UNMEASURED));
  if (interrupts.signal !== null) return exitCodeOfSignal(interrupts.signal);
  if (problem !== null) printProblem(problem, reporting);
  return report === null ? EXIT_CODES.done : exitCodeOf(report);
}

/** End of an interrupted measurement: not complete, but without a problem. */
const UNMEASURED = { complete: false, problems: [] };

/** @returns `null` where it was interrupted before the first request. */
async function measure(
  options: TuneOptions,
  reporting: Reporting,
  { signals }: Interrupts,
): Promise<TuneReport | null> {
  using progress = await startTuneProgress(reporting);
  const listen = (event: TuneEvent): void => progress.listen(event);
  try {
    return await runTune(options, listen, signals.drain);
  } catch (error) {
    if (signals.drain.aborted) return null;
    throw error;
  }
}

function printReport(report: TuneReport, reporting: Reporting): void {
  const paint = colorizer(reporting.color, process.stdout);
  const text = reporting.isJson
    ? printableJson(report)
    : reportText(report, terminalSize(process.stdout).columns, paint);
  printOut(text);
}

function exitCodeOf({ recommended, serviceResponded }: TuneReport): number {
  if (recommended !== null) return EXIT_CODES.done;
  return serviceResponded ? EXIT_CODES.unfinished : EXIT_CODES.silentService;
}

/** Why nothing could be measured; `null` where something was, or only the time was too short. */
function problemOf({
  recommended,
  serviceResponded,
  service,
  steps,
}: TuneReport): FrameferryError | null {
  if (recommended !== null) return null;
  const [failure] = steps.flatMap(({ failures }) => failures);
  if (!serviceResponded) return silence(service, failure?.example);
  return failure === undefined ? null : onlyErrors(service, failure);
}

function silence(service: string, reason: string | undefined): FrameferryError {
  return new FrameferryError({
    code: "ERR_SERVICE_SILENT",
    kind: "service",
    message: `${service} never answered${reason === undefined ? "" : `: ${reason}`}`,
    remedy: `check that the service runs: frameferry doctor --to ${service}`,
  });
}

function onlyErrors(service: string, { failure, example }: FailureClass): FrameferryError {
  const status = Number(/^status ([34]\d\d)$/u.exec(failure)?.[1]);
  const usual = "check how frames are sent: --protocol, --field, --model and --header say so";
  const likely = Number.isNaN(status) ? usual : rejectionRemedy(status);
  return new FrameferryError({
    code: "ERR_FRAMES_FAILED",
    kind: "service",
    message: `${service} fails most requests, even one at a time: ${example}`,
    remedy: `${likely}; frameferry doctor --to ${service} looks closer`,
  });
}
