import { formatNumber } from "../../core/text/format-number.ts";
import type { TuneEvent } from "../../app/tune/tune-service.ts";
import type { StepReport } from "../../tune/tune-report.ts";
import { escapeControlChars } from "../../core/text/escape-control-chars.ts";
import { planLines } from "./plan-lines.ts";

/** Tells how a tuning goes, on standard error. */
export interface TuneProgress extends Disposable {
  listen(event: TuneEvent): void;
}

function describeStep({ framesPerSecond, latencyMs, requests, failed }: StepReport): string {
  const failures = failed > 0 ? `, ${failed} of ${requests} failed` : "";
  return `${formatNumber(framesPerSecond)} frames/s, median ${formatNumber(latencyMs.p50)} ms${failures}`;
}

/** The lines of an event that stay; none for one that only moves figures. */
export function tuneEventLines(event: TuneEvent): readonly string[] {
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
      return [`${event.step.inFlight} in flight: ${describeStep(event.step)}`];
    case "autoEnded":
      if (event.auto === null) return [];
      return [`auto: ${describeStep(event.auto)}, settled on ${event.auto.inFlight} in flight`];
  }
}
