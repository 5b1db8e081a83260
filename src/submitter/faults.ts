import type { TransportFault } from "../core/service/answer.ts";
import type { ReadFault } from "./read-fault.ts";

/** Fault that kept a frame from being sent and answered in full. */
export type Fault = TransportFault["fault"] | ReadFault["readFault"] | BrokerFault;

/**
 * Fault between a frame and its answer by way of a broker. `full`: the stream takes no more. `unanswered`: it was taken,
 * and no answer has come for so long that it is handed over once more.
 */
export type BrokerFault = "full" | "unanswered";

/**
 * State of a service, by one request. `healthy`: it works, whatever it said of this frame. `unhealthy`: a sign
 * of an outage. `unknown`: the request says nothing of it.
 */
export type Health = "healthy" | "unhealthy" | "unknown";

/**
 * End of a request, as far as it says something about load. `answered`: a whole answer, so the
 * work was done, whatever it says. `unavailable`, `timeout` (past its deadline): less, please. `transientError`: no
 * use, and no hint either.
 */
export type RequestOutcome = "answered" | "unavailable" | "timeout" | "transientError";

/** Consequences of a fault. */
export interface FaultMeaning {
  readonly health: Health;
  /** Lesson for the limiter; `null`: nothing, for the request never got out, or was called back. */
  readonly load: RequestOutcome | null;
  /** True if no service has worked on the frame: then the attempt does not count. @default false */
  readonly isNoService?: boolean;
  /**
   * True if there is nothing left of what a request needs, here or of its quota: the slot pauses, and the attempt does not count.
   * @default false
   */
  readonly isShortage?: boolean;
  /** True if nothing was sent, for the image cannot be used. @default false */
  readonly isOfImage?: boolean;
  /** Its name where requests that fail alike are counted; `null` for what is no failure of a request. */
  readonly name: string | null;
  /** Warning of the first time that a service has it. @default none */
  readonly warning?: (service: string, reason: string) => string;
}

/** All that follows from each fault, a row each. */
export const FAULTS: Readonly<Record<Fault, FaultMeaning>> = {
  unreachable: {
    health: "unhealthy",
    load: "transientError",
    isNoService: true,
    name: "no connection",
  },
  reset: {
    health: "unhealthy",
    load: "transientError",
    name: "connection closed without an answer",
  },
  timeout: { health: "unhealthy", load: "timeout", name: "no answer in time" },
  wrongProtocol: {
    ...{ health: "unhealthy", load: "transientError", isNoService: true },
    name: "another protocol spoken there",
  },
  // Somebody answers there, if only nonsense.
  truncated: { health: "healthy", load: "transientError", name: "answer cut short, or not HTTP" },
  malformed: {
    ...{ health: "healthy", load: "transientError", name: "answer in invalid HTTP" },
    warning: (service, reason) => `${service} answers, but ${reason}`,
  },
  responseTooLarge: { health: "healthy", load: "transientError", name: "answer too large" },
  resourcesExhausted: {
    ...{ health: "unknown", load: "unavailable", isShortage: true },
    name: "this machine is short of descriptors, ports or memory",
    warning: (_, reason) => `frames wait, for ${reason}`,
  },
  transient: { health: "unknown", load: null, name: "image unreadable" },
  changed: { health: "unknown", load: null, isOfImage: true, name: "image changed" },
  unreadable: { health: "unknown", load: null, isOfImage: true, name: "image unreadable" },
  aborted: { health: "unknown", load: null, name: null },
  full: { health: "unhealthy", load: null, isNoService: true, name: "the stream is full" },
  unanswered: { health: "unknown", load: null, isNoService: true, name: "no answer in time" },
  overQuota: { health: "unknown", load: null, isShortage: true, name: null },
};

/** Consequences of the fault of a request; none of no fault. */
export function meaningOf(fault: Fault | null): Partial<FaultMeaning> {
  return fault === null ? {} : FAULTS[fault];
}
