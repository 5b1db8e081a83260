import type { CollectOptions } from "../../options/collect-options.ts";
import { BROKER_FLAGS } from "./broker-flags.ts";
import type { Flag } from "./flags.ts";

/** The flags of `results`, in the order of the help. */
export const COLLECT_FLAGS: readonly Flag<CollectOptions>[] = [
  {
    key: "follow",
    spelling: "--follow",
    help: "go on with the results that come, until stopped (default: end with those that are there)",
  },
  {
    key: "site",
    spelling: "--site <name>",
    help: "only frames that landed at this place, as its edges name it (default: all)",
  },
  {
    key: "results",
    spelling: "--results <file>",
    help: "add a JSON line per frame to this file (default: standard output)",
  },
  ...BROKER_FLAGS,
];
