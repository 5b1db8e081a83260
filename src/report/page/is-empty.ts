import type { ReportFacts } from "../report-facts.ts";

/** True for a report without a single frame. */
export function isEmpty({ record, live }: Pick<ReportFacts, "record" | "live">): boolean {
  return (
    (live?.landedCount ?? 0) === 0 && Object.values(record.counts).every((count) => count === 0)
  );
}
