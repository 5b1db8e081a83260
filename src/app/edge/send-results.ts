import type { ResultMessage } from "../../brokers/messages.ts";
import type { BrokerFault } from "../../brokers/publish-outcome.ts";
import { formatDuration } from "../../core/text/format-duration.ts";
import { workerOf } from "../collect/collected-line.ts";
import { exactJson } from "../../protocols/exact-json.ts";
import type { SendResult } from "../../submitter/send-result.ts";

const NO_ANSWER = { status: null, response: null } as const;

/** Result for a frame that a broker did not take. */
export function resultOfFault({ kind, reason, remedy }: BrokerFault): SendResult {
  const words = `${reason}; ${remedy}`;
  switch (kind) {
    case "tooLarge":
      return { verdict: { ...NO_ANSWER, kind: "rejected", reason: words }, fault: "unreadable" };
    case "full":
      return {
        verdict: { ...NO_ANSWER, kind: "unavailable", reason, waitMs: null },
        fault: "full",
      };
    case "away":
      return away(reason);
    case "missing":
    case "refused":
      return away(words);
  }
}

function away(reason: string): SendResult {
  const verdict = { ...NO_ANSWER, kind: "unavailable", reason, waitMs: null } as const;
  return { verdict, fault: "unreachable" };
}

/** Result for a frame that a worker has answered: it has made all attempts that there may be. */
export function resultOfAnswer(message: ResultMessage): SendResult {
  const { outcome, predictions, reason } = message;
  const response = exactJson(message.response, JSON.parse(message.response));
  const worker = workerOf(message);
  if (outcome === "delivered") {
    const status = message.status ?? OK;
    const meaning = predictions === null ? {} : { predictions };
    return { verdict: { kind: "accepted", status, response, worker, ...meaning }, fault: null };
  }
  const { status } = message;
  const words = reason ?? "the worker says no more than that it failed";
  const answer = { status, response, worker, reason: words, isAnswered: true };
  return { verdict: { kind: "rejected", ...answer }, fault: null };
}

/** Result for a frame to which no answer has come. @param waitMs for so long. */
export function unanswered(waitMs: number): SendResult {
  const reason = `no worker has answered within ${formatDuration(waitMs / 1000)}, and the frame is handed over once more`;
  return { verdict: { ...NO_ANSWER, kind: "transientError", reason }, fault: "unanswered" };
}

/** Result for a frame whose answer a later run will take. */
export const BROKEN_OFF: SendResult = {
  verdict: { ...NO_ANSWER, kind: "transientError", reason: "the run ended before its answer" },
  fault: "aborted",
};

const OK = 200;
/** "Accepted, and not acted upon yet" (RFC 9110, 15.3.3). */
const ACCEPTED = 202;

/** Result for a frame that is delivered once a broker has it. */
export const TAKEN: SendResult = {
  verdict: { kind: "accepted", status: ACCEPTED, response: null },
  fault: null,
};
