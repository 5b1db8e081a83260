import type { Frame } from "../core/frame/frame.ts";
import type { Verdict } from "../core/frame/verdict.ts";
import { type Fault, meaningOf } from "./faults.ts";
import type { FrameStream } from "./submitter.ts";

/** Sends one frame once. It never retries and never logs. */
export interface Sender extends AsyncDisposable {
  send(frame: Frame, context: SendContext): Promise<SendResult>;
}

/** Context in which a frame is sent: the same value for all frames of a run that go to one service. */
export interface SendContext {
  /** Breaks off what is in flight. */
  readonly signal: AbortSignal;
  /** Stream that the frames come from, for a sender that lets them wait for each other. @default may bring more at any time */
  readonly frames?: FrameStream;
  /** Ends that stream early. @default nothing does */
  readonly drain?: AbortSignal;
  /** True if another service could take the frame, so that it need not wait long for a quota. @default false */
  readonly hasOthers?: boolean;
  /** Measures the requests of a sender whose frames share them. @default nothing does */
  readonly meter?: RequestMeter;
  /** Called when a broker has taken a frame, whose answer may be long in coming. @default nobody is told */
  readonly handedOver?: () => void;
}

/** Measures requests, to find how many there should be at once. */
export interface RequestMeter {
  /** Requests that may be in flight at once, now. */
  readonly limit: number;
  /** A request goes out. @returns when, in monotonic milliseconds. */
  requestStarted(): number;
  /** It has ended. @param startedMs as `requestStarted` returned it. */
  requestEnded(startedMs: number, result: SendResult): void;
}

/** True if nothing was sent, because the image could not be read. */
export function wasNotSent({ fault }: SendResult): boolean {
  return meaningOf(fault).isOfImage === true;
}

/** Result of sending a frame once. */
export interface SendResult {
  readonly verdict: Verdict;
  /** `null` if a whole answer was read. */
  readonly fault: Fault | null;
  /** Time at which its request went out, on the monotonic clock; absent where that was at once. */
  readonly startedMs?: number;
  /** Time for which it had to wait for the quota of its service, in milliseconds. @default 0 */
  readonly heldMs?: number;
  /** Absent where the frame was alone in its request, or was not sent. */
  readonly batchPosition?: BatchPosition;
}

/** Place of a frame among those that shared its request. */
export interface BatchPosition {
  /** Its place in the request, from 0: the first frame stands for what the request shows of the service. */
  readonly place: number;
  /** True if the verdict is one on the whole request, which any of its frames may have caused. */
  readonly isShared: boolean;
}
