import { FAULTS } from "../../submitter/faults.ts";
import type { SendResult } from "../../submitter/send-result.ts";
import type { SampleOutcome } from "../../tune/sample.ts";

/** Outcome of a sample request. */
export function sampleOutcomeOf({ verdict, fault }: SendResult): SampleOutcome {
  if (verdict.kind === "accepted") return { kind: "accepted" };
  const { status, reason, isAnswered = false } = verdict;
  const failure = fault === null ? describeStatus(status) : FAULTS[fault].name;
  if (failure === null) return { kind: "void" };
  return { kind: "failed", failure, reason, isAnswered: status !== null || isAnswered };
}

function describeStatus(status: number | null): string {
  const isGood = status !== null && status >= 200 && status < 300;
  return isGood ? `status ${status} without a valid answer` : `status ${status}`;
}
