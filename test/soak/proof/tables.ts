import type { Table } from "../../../scripts/bench/harness/table.ts";
import { allowedRepeats, repeatsOf } from "./checks.ts";
import type { Proof } from "./proof.ts";

/** The faults of a proof, with what came to the service once more after each. */
export function faultTable(proof: Proof): Table {
  const { firings, frames, seconds } = proof;
  const repeatsUntil = (at: number): number => firings[at]?.repeatsBefore ?? repeatsOf(proof);
  return {
    title: `${frames} frames in ${seconds.toFixed(0)} s: ${repeatsOf(proof)} came once more, of ${allowedRepeats(proof)} that may`,
    columns: ["fault", "seconds", "answered meanwhile", "at the broker", "once more", "may"],
    rows: firings.map((firing, at) => [
      firing.name,
      firing.seconds.toFixed(1),
      String(firing.answeredMeanwhile),
      String(firing.inFlight ?? "-"),
      String(repeatsUntil(at + 1) - firing.repeatsBefore),
      String(firing.repeats),
    ]),
  };
}
