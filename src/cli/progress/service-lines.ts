import { formatNumber } from "../../core/text/format-number.ts";
import type { RunStats } from "../../results/run-stats.ts";
import { escapeControlChars } from "../../core/text/escape-control-chars.ts";
import { inFlightOf } from "./limit-in-words.ts";

/** A line for each of several services; none for a single one, of which all others tell. */
export function serviceLines(services: readonly string[], stats: RunStats): readonly string[] {
  if (services.length < 2) return [];
  return services.map((service) => {
    const { counts, inFlight, isAway } = stats.of(service);
    const { p50 } = counts.latencyMs;
    const parts = [
      `delivered ${counts.delivered}`,
      counts.failed === 0 ? null : `failed ${counts.failed}`,
      `in flight ${inFlightOf(inFlight, counts.limit)}`,
      p50 === null ? null : `median ${formatNumber(p50)} ms`,
      isAway ? "away" : null,
    ];
    return `  ${escapeControlChars(service)}  ${parts.filter((part) => part !== null).join(" · ")}`;
  });
}
