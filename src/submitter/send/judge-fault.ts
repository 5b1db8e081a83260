import { formatCount } from "../../core/text/format-count.ts";
import type { TransportFault } from "../../core/service/answer.ts";
import type { Verdict } from "../../core/frame/verdict.ts";
import type { ReadFault } from "../read-fault.ts";
import type { SendResult } from "../send-result.ts";

/** Verdict on an unanswered request. */
export function judgeFault({ fault, reason, isAnswered = false }: TransportFault): Verdict {
  const base = { status: null, response: null, reason, isAnswered };
  switch (fault) {
    case "unreachable":
    case "wrongProtocol":
      return { ...base, kind: "unavailable", waitMs: null };
    case "resourcesExhausted":
    case "reset":
    case "timeout":
    case "truncated":
    case "malformed":
    case "aborted":
    case "overQuota":
      return { ...base, kind: "transientError" };
    case "responseTooLarge":
      // The same frame would only bring the same answer again.
      return { ...base, kind: "rejected" };
  }
}

/** Verdict on a frame that could not be read; nothing was sent. */
export function judgeReadFault({ readFault, reason }: ReadFault): Verdict {
  const base = { status: null, response: null, reason };
  switch (readFault) {
    case "changed":
      return { ...base, kind: "fileChanged" };
    case "resourcesExhausted":
    case "transient":
      return { ...base, kind: "transientError" };
    case "unreadable":
      return { ...base, kind: "rejected" };
  }
}

/** Result for an image that is larger than the service takes; `null` for any other. */
export function judgeSize(byteLength: number, largestBytes: number): SendResult | null {
  if (byteLength <= largestBytes) return null;
  const reason = `the image has ${formatCount(byteLength, "byte")}, but the service takes at most ${largestBytes}`;
  const verdict = { kind: "rejected", status: null, response: null, reason } as const;
  return { verdict, fault: "unreadable" };
}
