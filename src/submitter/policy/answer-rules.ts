import type { SendOptions } from "../../options/send-options.ts";
import type { Verdict } from "../../core/verdict.ts";
import type { Fault, Sending } from "../sending.ts";

/** Which answers and faults the user counts as success, and after which a frame is sent again. */
export interface AnswerRules {
  readonly success: ReadonlySet<string>;
  readonly retry: ReadonlySet<string>;
}

/** The rules of `--success-on` and `--retry-on`. */
export function answerRules({
  successOn,
  retryOn,
}: Pick<SendOptions, "successOn" | "retryOn">): AnswerRules {
  return { success: new Set(successOn), retry: new Set(retryOn) };
}

/**
 * Applies the user's rules to what a sending came to. They decide over whole answers by their status,
 * and over deadlines and broken connections; not over a bad body under a good status, nor over what
 * nobody answered.
 */
export function reclassify(sending: Sending, rules: AnswerRules): Sending {
  const { verdict, fault } = sending;
  const wanted = fault === null ? classOfStatus(verdict, rules) : classOfFault(fault, rules);
  return wanted === null || wanted === classOf(verdict)
    ? sending
    : { verdict: turned(verdict, wanted), fault };
}

type AnswerClass = "success" | "retry" | "stop";

function classOf({ kind }: Verdict): AnswerClass {
  if (kind === "accepted") return "success";
  return kind === "overloaded" || kind === "broken" ? "retry" : "stop";
}

/** A status that is named goes before its class, and a success before a retry. */
function classOfStatus(verdict: Verdict, { success, retry }: AnswerRules): AnswerClass | null {
  const { status, kind } = verdict;
  if (status === null || kind === "superseded") return null;
  const family = `${Math.floor(status / 100)}xx`;
  if (family === "2xx" && kind !== "accepted") return null;
  for (const name of [String(status), family]) {
    if (success.has(name)) return "success";
    if (retry.has(name)) return "retry";
  }
  return "stop";
}

const WORD_OF_FAULT: { readonly [Name in Fault]?: string } = {
  late: "timeout",
  reset: "reset",
  stale: "reset",
  cut: "reset",
};

function classOfFault(fault: Fault, { retry }: AnswerRules): AnswerClass | null {
  const word = WORD_OF_FAULT[fault];
  if (word === undefined) return null;
  return retry.has(word) ? "retry" : "stop";
}

function turned(verdict: Verdict, wanted: AnswerClass): Verdict {
  const { status, response } = verdict;
  const reason = verdict.kind === "accepted" ? `the service answered ${status}` : verdict.reason;
  if (wanted === "success" && status !== null) return { kind: "accepted", status, response };
  return { kind: wanted === "retry" ? "broken" : "refused", status, response, reason };
}
