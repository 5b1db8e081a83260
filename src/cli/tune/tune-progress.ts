import { formatNumber } from "../../core/text/format-number.ts";
import type { TuneEvent } from "../../app/tune/tune-service.ts";
import type { StepReport } from "../../tune/tune-report.ts";
import { escapeControlChars } from "../../core/text/escape-control-chars.ts";
import { jsonLogger } from "../format/json-logger.ts";
import { canRedraw } from "../format/terminal.ts";
import type { Reporting } from "../flags/reporting.ts";
import { planLines } from "./plan-lines.ts";

/** Tells how a tuning goes, on standard error. */
export interface TuneProgress extends Disposable {
  listen(event: TuneEvent): void;
}

/** Chooses the form that suits the stream, as for a run. */
export async function startTuneProgress(reporting: Reporting): Promise<TuneProgress> {
  const stream = process.stderr;
  if (reporting.logFormat === "json") return jsonProgress(reporting);
  if (!canRedraw(stream) || !reporting.hasProgress || reporting.verbosity < 0)
    return plainProgress(stream, reporting);
  const { LiveSteps } = await import("./live-steps.ts");
  return new LiveSteps(stream, reporting);
}

function inWords({ framesPerSecond, latencyMs, requests, failed }: StepReport): string {
  const failures = failed > 0 ? `, ${failed} of ${requests} failed` : "";
  return `${formatNumber(framesPerSecond)} frames/s, median ${formatNumber(latencyMs.p50)} ms${failures}`;
}

/** The lines of an event that stay; none for one that only moves figures. */
export function linesOf(event: TuneEvent): readonly string[] {
  switch (event.type) {
    case "tunePlanned":
      return planLines(event);
    case "serviceFound":
      return [escapeControlChars(event.message)];
    case "warningRaised":
      return [escapeControlChars(`warning: ${event.message}`)];
    case "stepStarted":
    case "tuneRequestEnded":
      return [];
    case "stepEnded":
      return [`${event.step.inFlight} in flight: ${inWords(event.step)}`];
    case "autoEnded":
      if (event.auto === null) return [];
      return [`auto: ${inWords(event.auto)}, settled on ${event.auto.inFlight} in flight`];
  }
}

function plainProgress(stream: NodeJS.WritableStream, { verbosity }: Reporting): TuneProgress {
  const say = (line: string): void => void stream.write(`${escapeControlChars(line)}\n`);
  return {
    listen: (event) => {
      if (verbosity < 0) return;
      for (const line of linesOf(event)) say(line);
    },
    [Symbol.dispose]: () => {},
  };
}

function jsonProgress({ verbosity }: Reporting): TuneProgress {
  const log = jsonLogger(verbosity);
  return {
    listen: (event) => {
      if (event.type === "tuneRequestEnded") return;
      const { type, ...facts } = event;
      if (event.type === "warningRaised") log.warn({ event: type }, event.message);
      else log.info({ event: type, ...facts }, type);
    },
    [Symbol.dispose]: () => {},
  };
}
