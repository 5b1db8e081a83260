import type { TransportFault } from "../core/answer.ts";
import type { Frame } from "../core/frame.ts";
import type { Verdict } from "../core/verdict.ts";
import type { ReadFault } from "./read-fault.ts";

/** What kept a frame from being sent and answered in full. */
export type Fault = TransportFault["fault"] | ReadFault["readFault"];

/** Sends one frame once. It never retries and never logs. */
export interface Sender extends AsyncDisposable {
  send(frame: Frame, signal: AbortSignal): Promise<Sending>;
}

/** What sending a frame once came to. */
export interface Sending {
  readonly verdict: Verdict;
  /** `null` if a whole answer was read. */
  readonly fault: Fault | null;
}
