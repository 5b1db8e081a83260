import type { Clock } from "../../core/concurrency/clock.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import type { FrameStream, StopSignals } from "../submitter.ts";
import type { OutageOptions } from "./outage-timer.ts";

/** Context that all endpoints of a run share. */
export interface RunContext {
  readonly clock: Clock;
  /** Numbers from 0 up to, and without, 1. */
  readonly random: () => number;
  readonly emit: EventListener;
  readonly frames: FrameStream;
  readonly signals: StopSignals;
}

/** Listeners to an endpoint. */
export interface EndpointListeners {
  /** True if there are other services for its frames. */
  readonly hasOthers: boolean;
  /** Called each time that a frame has given its slot back. */
  readonly onFree: () => void;
  /** Called once when an outage has lasted too long, and once when there is no service to wait for. */
  readonly onGiveUp: OutageOptions["onGiveUp"];
}
