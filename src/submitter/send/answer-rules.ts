import type { SendOptions } from "../../options/send-options.ts";
import type { Verdict } from "../../core/frame/verdict.ts";
import type { Fault } from "../faults.ts";
import type { SendResult } from "../send-result.ts";

type AnswerClass = "success" | "retry" | "stop";

/** Rules of the user: answers that count as success, and answers and faults after which a frame is sent again. */
export interface AnswerRules {
  /** The class of each status, at its number. */
  readonly ofStatus: readonly AnswerClass[];
  /** Names of the faults after which a frame is sent again. */
  readonly retriedFaults: ReadonlySet<string>;
}

type Lists = Pick<SendOptions, "successOn" | "retryOn">;

/** The rules of `--success-on` and `--retry-on`. */
export function answerRules(lists: Lists): AnswerRules {
  return {
    ofStatus: Array.from({ length: 1000 }, (_, status) => classOfStatus(status, lists)),
    retriedFaults: new Set(lists.retryOn),
  };
}

/** A status that is named goes before its family, and a success before a retry. */
function classOfStatus(status: number, { successOn, retryOn }: Lists): AnswerClass {
  for (const name of [String(status), `${Math.floor(status / 100)}xx`]) {
    if (successOn.includes(name)) return "success";
    if (retryOn.includes(name)) return "retry";
  }
  return "stop";
}

/**
 * Applies the user's rules to a result. They decide over whole answers by their status,
 * and over deadlines and broken connections; not where a body says what its status does not, such as a
 * bad one under a good status, nor over what nobody answered.
 */
export function reclassify(result: SendResult, rules: AnswerRules): SendResult {
  const { verdict, fault } = result;
  const wanted = fault === null ? classOfAnswer(verdict, rules) : classOfFault(fault, rules);
  return wanted === null || wanted === classOf(verdict)
    ? result
    : { verdict: withClass(verdict, wanted), fault };
}

function classOf({ kind }: Verdict): AnswerClass {
  if (kind === "accepted") return "success";
  return kind === "unavailable" || kind === "transientError" ? "retry" : "stop";
}

function classOfAnswer(verdict: Verdict, { ofStatus }: AnswerRules): AnswerClass | null {
  const { status, kind } = verdict;
  if (status === null || kind === "fileChanged") return null;
  return classOf(verdict) === usualClass(status) ? (ofStatus[status] ?? "stop") : null;
}

/** Class of a status by itself. */
function usualClass(status: number): AnswerClass {
  if (status >= 200 && status < 300) return "success";
  return status >= 500 || status === 408 || status === 429 ? "retry" : "stop";
}

const NAME_OF_FAULT: { readonly [Name in Fault]?: string } = {
  timeout: "timeout",
  reset: "reset",
  truncated: "reset",
};

function classOfFault(fault: Fault, { retriedFaults }: AnswerRules): AnswerClass | null {
  const name = NAME_OF_FAULT[fault];
  if (name === undefined) return null;
  return retriedFaults.has(name) ? "retry" : "stop";
}

function withClass(verdict: Verdict, wanted: AnswerClass): Verdict {
  const { status, response } = verdict;
  const reason = verdict.kind === "accepted" ? `the service answered ${status}` : verdict.reason;
  if (wanted === "success" && status !== null) return { kind: "accepted", status, response };
  return { kind: wanted === "retry" ? "transientError" : "rejected", status, response, reason };
}
