import { brokerError } from "../../brokers/broker-error.ts";
import { type Problem, toProblem } from "../../core/summary.ts";
import { formatCount } from "../../core/text/format-count.ts";

/** What is to be said of results that could not be brought back before a worker ended. @param broker its name for display. */
export function unreturnedProblems(count: number, broker: string): readonly Problem[] {
  if (count === 0) return [];
  const results = formatCount(count, "result");
  const reason = `${results} could not be brought back to ${broker}, which takes none now`;
  const remedy = "nothing is lost: the broker hands these frames out again, to any worker";
  return [toProblem(brokerError({ kind: "away", reason, remedy }))];
}
