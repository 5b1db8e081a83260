import { availableParallelism } from "node:os";
import { runs } from "./find-tools.ts";

/** Command prefixes that pin a process to certain cores; empty if that is impossible. */
export interface Pinning {
  /** Prefix for the measured process: a core of its own. */
  readonly measured: readonly string[];
  /** Prefix for everything else: all other cores. */
  readonly others: readonly string[];
  /** Reason why nothing is pinned; `null` if it is. */
  readonly whyNot: string | null;
}

export function pinning(): Pinning {
  const cores = availableParallelism();
  const whyNot =
    cores < 2
      ? "there is only one core, so client and service share it"
      : runs("taskset", ["--cpu-list", "0", "true"])
        ? null
        : "taskset is missing, so clients are not pinned to a core (Debian: apt-get install util-linux)";
  if (whyNot !== null) return { measured: [], others: [], whyNot };
  return {
    measured: ["taskset", "--cpu-list", "0"],
    others: ["taskset", "--cpu-list", `1-${cores - 1}`],
    whyNot: null,
  };
}
