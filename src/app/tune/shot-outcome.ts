import type { Fault, SendResult } from "../../submitter/send-result.ts";
import type { SampleOutcome } from "../../tune/sample.ts";

/** What a sending says of the service. */
export function shotOutcomeOf({ verdict, fault }: SendResult): SampleOutcome {
  if (verdict.kind === "accepted") return { kind: "accepted" };
  if (fault === "aborted") return { kind: "void" };
  const { status, reason, isAnswered = false } = verdict;
  const failure = fault === null ? statusInWords(status) : WORDS[fault];
  return { kind: "failed", failure, reason, isAnswered: status !== null || isAnswered };
}

function statusInWords(status: number | null): string {
  const isGood = status !== null && status >= 200 && status < 300;
  return isGood ? `status ${status} without a valid answer` : `status ${status}`;
}

const WORDS: Readonly<Record<Exclude<Fault, "aborted">, string>> = {
  unreachable: "no connection",
  starved: "this machine is short of descriptors, ports or memory",
  reset: "connection closed without an answer",
  late: "no answer in time",
  cut: "answer cut short, or not HTTP",
  malformed: "answer in invalid HTTP",
  misdirected: "another protocol spoken there",
  oversized: "answer too large",
  changed: "image changed",
  unreadable: "image unreadable",
  passing: "image unreadable",
};
