import type { FailuresOptions, ParkedOptions, StatusOptions } from "../options/lookup-options.ts";
import type { Flag } from "./flags.ts";

/** Where `status`, `failures` and `doctor` look. */
export const STATE_FLAGS: readonly Flag<StatusOptions>[] = [
  {
    key: "stateFolder",
    spelling: "--state <folder>",
    help: "state folder (default: ~/.local/state/frameferry)",
  },
];

/** Which failed frames are meant: for `failures` and `resubmit`. */
export const ONLY_FLAGS: readonly Flag<ParkedOptions>[] = [
  {
    key: "only",
    spelling: "--only <reason|status>",
    help: "frames with this status, such as 429, or with these words in their reason (default: all)",
  },
];

export const FAILURES_FLAGS: readonly Flag<FailuresOptions>[] = [
  ...ONLY_FLAGS,
  { key: "limit", spelling: "--limit <n>", help: "frames to list for each job (default: all)" },
  ...STATE_FLAGS,
];
