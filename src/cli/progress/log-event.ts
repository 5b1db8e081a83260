import type { Logger } from "pino";
import type { RunEvent } from "../../core/events/run-event.ts";

/** Writes an event into a log for programs, if the verbosity asks for it. */
export function logEvent(log: Logger, event: RunEvent, verbosity: number): void {
  switch (event.type) {
    case "warningRaised":
      return log.warn({ event: event.type }, event.message);
    case "serviceLost":
    case "sourceLost":
    case "recordingPaused":
    case "sendingPaused":
    case "sendingStopped":
      return log.warn({ event: event.type, ...event }, event.reason);
    case "serviceRecovered":
    case "sourceRecovered":
    case "recordingResumed":
    case "sendingResumed":
    case "motionStarted":
    case "motionEnded":
    case "videoOpened":
    case "sliceEnded":
    case "serviceFound":
    case "dashboardStarted":
    case "monitoringStarted":
    case "missedFilesFound":
      return log.info({ event: event.type, ...event }, event.type);
    case "segmentRecorded":
    case "limitChanged":
    case "slicePaused":
    case "sliceResumed":
      return verbosity >= 1 ? log.info({ event: event.type, ...event }, event.type) : undefined;
    case "failureWithdrawn":
      return verbosity >= 1 ? log.info({ event: event.type, ...event }, "withdrawn") : undefined;
    case "frameSettled":
      return verbosity >= 1
        ? log.info({ event: event.type, ...event.result }, event.result.outcome)
        : undefined;
    case "requestEnded":
      return verbosity >= 2
        ? log.info(
            { event: event.type, ...event, frame: event.frame.relativePath },
            "request ended",
          )
        : undefined;
    default:
      return undefined;
  }
}
