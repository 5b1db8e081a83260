import { escapeControlChars } from "../../core/text/escape-control-chars.ts";
import { formatNumber } from "../../core/text/format-number.ts";
import type { SourceFacts } from "./source-facts.ts";

/** A source in one line, uncolored: its state, pace and counts. */
export function sourceLine(facts: SourceFacts): string {
  const { state, delivered, failed, dropped, pending, inFlight, medianMs, restarts } = facts;
  const isIdle = state === "ended" || state === "failed" || state === "removed";
  const isRunning = !isIdle && state !== "paused" && state !== "waiting";
  const parts = [
    isRunning ? `${formatNumber(facts.framesPerSecond)} frames/s` : null,
    `delivered ${delivered}`,
    failed > 0 ? `failed ${failed}` : null,
    dropped > 0 ? `dropped ${dropped}` : null,
    isRunning || pending > 0 ? `backlog ${pending}` : null,
    inFlight > 0 ? `in flight ${inFlight}` : null,
    medianMs === null ? null : `median ${formatNumber(medianMs)} ms`,
    restarts > 0 ? `started again ${restarts}×` : null,
  ].filter((part) => part !== null);
  const words = facts.trouble === null ? "" : ` · ${escapeControlChars(facts.trouble)}`;
  return `${state.padEnd(10)} ${parts.join(" · ")}${words}`;
}
