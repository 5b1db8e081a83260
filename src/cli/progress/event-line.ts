import { escapeControlChars } from "../../core/text/escape-control-chars.ts";
import { formatNumber } from "../../core/text/format-number.ts";
import { formatCount } from "../../core/text/format-count.ts";
import type { RunEvent } from "../../core/events/run-event.ts";
import type { ServiceLost } from "../../core/events/service-events.ts";
import { formatBytes } from "../../core/text/format-bytes.ts";
import { formatDuration } from "../../core/text/format-duration.ts";
import { describeLimit } from "./describe-limit.ts";
import { describePause, describeSendingPause } from "./describe-pause.ts";

/**
 * The line of an event in a verbose log; `null` for events that have none at this verbosity.
 *
 * @param isFleet true if there are several services, so that each must be named.
 */
export function eventLine(event: RunEvent, verbosity: number, isFleet = false): string | null {
  const line = describeEvent(event, verbosity, isFleet);
  return line === null ? null : escapeControlChars(line);
}

function describeEvent(event: RunEvent, verbosity: number, isFleet: boolean): string | null {
  if (event.type === "warningRaised" && verbosity >= 0) return `warning: ${event.message}`;
  if (event.type === "serviceFound" && verbosity >= 0) return event.message;
  if (event.type === "dashboardStarted" && verbosity >= 0) return `dashboard: ${event.url}`;
  if (event.type === "monitoringStarted" && verbosity >= 0)
    return `metrics and health: ${event.url}`;
  if (event.type === "missedFilesFound" && verbosity >= 0)
    return `a listing found ${formatCount(event.count, "file")} without an event from the file system`;
  if (verbosity >= 0) {
    const line = describeServiceEvent(event, isFleet);
    if (line !== null) return line;
  }
  if (event.type === "slicePaused" && verbosity >= 1) return describePause(event);
  if (event.type === "limitChanged" && verbosity >= 1)
    return describeLimit({ inFlight: event.limit, reason: event.reason });
  if (event.type === "segmentRecorded" && verbosity >= 1)
    return `recorded  ${event.file}  ${formatBytes(event.byteLength)}`;
  if (event.type === "sliceResumed" && verbosity >= 1) return "slicing goes on";
  if (event.type === "frameSettled" && verbosity >= 1) {
    const { outcome, frame, service, status, attempts, latencyMs, reason } = event.result;
    const facts = [
      isFleet ? (service ?? "") : "",
      status ?? "",
      latencyMs === null ? "" : `${formatNumber(latencyMs)} ms`,
      attempts > 1 ? `${attempts} attempts` : "",
    ];
    return [outcome, frame, ...facts, reason ?? ""].filter((part) => part !== "").join("  ");
  }
  if (event.type === "failureWithdrawn" && verbosity >= 1)
    return `withdrawn  ${event.frame}  its file was completed, rewritten or made readable`;
  if (event.type === "requestEnded" && verbosity >= 2) {
    const { frame, service, attempt, verdict, latencyMs, retryInMs } = event;
    const where = isFleet ? `  ${service}` : "";
    const word = verdict?.kind ?? "broken off";
    const reason = verdict === null || verdict.kind === "accepted" ? "" : `  ${verdict.reason}`;
    const retry = retryInMs === null ? "" : `  again in ${formatNumber(retryInMs)} ms`;
    return `request  ${frame.relativePath}${where}  attempt ${attempt}  ${word}  ${formatNumber(latencyMs)} ms${reason}${retry}`;
  }
  return null;
}

function describeServiceEvent(event: RunEvent, isFleet: boolean): string | null {
  switch (event.type) {
    case "serviceLost":
      return describeLoss(event, isFleet);
    case "serviceRecovered":
      return `${isFleet ? event.service : "the service"} is back after ${formatDuration(event.outageMs / 1000)}`;
    case "sourceLost":
      if (event.pauseReason !== undefined)
        return `${event.source} waits, since there is no room for its frames: ${event.reason}`;
      return `${event.source} sends no frames, connecting again and again: ${event.reason}`;
    case "sourceRecovered":
      return `${event.source} is back after ${formatDuration(event.gapMs / 1000)}`;
    case "recordingPaused":
      return `${event.source} is not recorded any more, and its frames are sent all the same: ${event.reason}`;
    case "recordingResumed":
      return `${event.source} is recorded again after ${formatDuration(event.gapMs / 1000)}`;
    case "sendingPaused":
      return describeSendingPause(event.service, event.reason);
    case "sendingResumed":
      return `sending to ${event.service} goes on after ${formatDuration(event.pausedMs / 1000)}`;
    case "motionStarted":
      return `motion from ${event.frame} on`;
    case "motionEnded":
      return `no motion any more after ${event.frame}, ${formatDuration(event.durationSeconds)} from its beginning`;
    case "sendingStopped":
      return `stopping early: ${escapeControlChars(event.reason)}`;
    default:
      return null;
  }
}

function describeLoss({ service, reason, remedy }: ServiceLost, isFleet: boolean): string {
  const lost = isFleet ? `${service} is away` : "the service is away, waiting for it";
  const doubt = remedy === undefined ? "" : `; it was never reached: ${remedy}`;
  return `${lost}: ${reason}${doubt}`;
}
