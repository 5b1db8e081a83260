import type { Frame } from "../core/frame/frame.ts";
import type { Verdict } from "../core/frame/verdict.ts";
import { type Fault, meaningOf } from "./faults.ts";
import type { FrameStream } from "./submitter.ts";

/** Sends one frame once. It never retries and never logs. */
export interface Sender extends AsyncDisposable {
  send(frame: Frame, signal: AbortSignal): Promise<SendResult>;

  /**
   * Is told, before the first frame, of the stream that frames come from and of what ends it. Only
   * for a sender that lets frames wait for each other.
   */
  follow?(frames: FrameStream, drain: AbortSignal): void;

  /** Is told, before the first frame, what measures its requests. Only for a sender whose frames share them. */
  measure?(meter: RequestMeter): void;
}

/** Measures requests, to find how many there should be at once. */
export interface RequestMeter {
  /** Requests that may be in flight at once, now. */
  readonly limit: number;
  /** A request goes out. @returns when, in monotonic milliseconds. */
  requestStarted(): number;
  /** It has ended. @param startedMs what its start was told as. */
  requestEnded(startedMs: number, sending: SendResult): void;
}

/** Whether nothing was sent, for the image could not be read. */
export function wasNotSent({ fault }: SendResult): boolean {
  return meaningOf(fault).isOfImage === true;
}

/** What sending a frame once came to. */
export interface SendResult {
  readonly verdict: Verdict;
  /** `null` if a whole answer was read. */
  readonly fault: Fault | null;
  /** When its request went out, on the monotonic clock; absent where that was at once. */
  readonly startedMs?: number;
  /** Absent where the frame was alone in its request, or was not sent. */
  readonly batchPosition?: BatchPosition;
}

/** Place of a frame among those that shared its request. */
export interface BatchPosition {
  /** Its place in the request, from 0: what the request shows of the service, the first frame tells. */
  readonly place: number;
  /** Whether the verdict is one on the whole request, which any of its frames may have caused. */
  readonly isShared: boolean;
}
