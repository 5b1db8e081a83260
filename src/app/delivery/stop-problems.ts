import { option } from "../../core/option-spelling.ts";
import type { Problem } from "../../core/summary.ts";
import type { StopReason } from "../../submitter/submitter.ts";
import { type Destination, shownServices, silence } from "../destination.ts";

/** Problems of a run that stopped by itself, besides its failures. */
export function stopProblems(
  stop: StopReason | null,
  destination: Destination,
): readonly Problem[] {
  const all = shownServices(destination).join(" or ");
  switch (stop?.cause) {
    case "outage":
      return [
        silence(
          destination,
          (name) => `${name} did not answer within ${option("maxOutageMs")}: ${stop.reason}`,
        ),
      ];
    case "wrongProtocol":
      return [silence(destination, () => `nothing can be sent to ${all}: ${stop.reason}`)];
    default:
      return [];
  }
}
