import type { ForgetOptions, PruneOptions } from "../../options/forget-options.ts";
import type { Flag } from "./flags.ts";
import { STATE_FLAGS } from "./lookup-flags.ts";

export const FORGET_FLAGS: readonly Flag<ForgetOptions>[] = [
  {
    key: "withFailures",
    spelling: "--with-failures",
    help: "also give up failed frames, and images that wait in the spool",
  },
  ...STATE_FLAGS,
];

export const PRUNE_FLAGS: readonly Flag<PruneOptions>[] = [
  {
    key: "olderThanMs",
    spelling: "--older-than <duration>",
    help: "with --prune: how long a finished job stays after its last run",
  },
  ...STATE_FLAGS,
];
