import type { StopCause } from "../summary.ts";

/** The dashboard can be opened, with the option `dashboard`. */
export interface DashboardStarted {
  /** Name of this event. */
  readonly type: "dashboardStarted";
  /** Address of its page, such as `http://127.0.0.1:8080/`. */
  readonly url: string;
}

/** Metrics and health can be read, with the option `metrics`. */
export interface MonitoringStarted {
  /** Name of this event. */
  readonly type: "monitoringStarted";
  /** Address of the metrics, such as `http://127.0.0.1:9464/metrics`. */
  readonly url: string;
}

/** Sending stopped: requests in flight are finished, all other frames stay pending. */
export interface SendingStopped {
  /** Name of this event. */
  readonly type: "sendingStopped";
  /** Cause, as in the summary's `stopped`. */
  readonly cause: StopCause;
  /** Last message of the service, number of failures, or common answer, in one sentence. */
  readonly reason: string;
}

/** A condition that a person should know and that does not end the run. */
export interface WarningRaised {
  /** Name of this event. */
  readonly type: "warningRaised";
  /** One sentence for a person. */
  readonly message: string;
}
