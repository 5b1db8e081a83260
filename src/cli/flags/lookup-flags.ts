import type {
  FailuresOptions,
  FailureLookupOptions,
  StatusOptions,
} from "../../options/lookup-options.ts";
import { type Flag, inGroup } from "./flags.ts";

/** Flags for the folder in which `status`, `failures` and `doctor` look. */
export const STATE_FLAGS: readonly Flag<StatusOptions>[] = [
  {
    key: "state",
    spelling: "--state <folder>",
    help: "state folder (default: ~/.local/state/frameferry)",
  },
];

/** Flags that select failed frames, for `failures` and `resubmit`. */
export const SELECTION_FLAGS: readonly Flag<FailureLookupOptions>[] = inGroup(
  "Which failed frames:",
  [
    {
      key: "only",
      spelling: "--only <reason|status>",
      help: "frames with this status, such as 429, or with these words in their reason (default: all)",
    },
    {
      key: "match",
      spelling: "--match <glob>",
      help: "frames whose path matches, may be repeated: '*.jpg', 'cam1/**' (default: all)",
      isRepeatable: true,
    },
    {
      key: "ignore",
      spelling: "--ignore <glob>",
      help: "frames to leave out, may be repeated: 'thumb_*', 'old/**'",
      isRepeatable: true,
    },
    {
      key: "serviceName",
      spelling: "--service-name <name>",
      help: "only what failed at the service of this name, as status shows it (default: at any)",
    },
    {
      key: "maxFrames",
      spelling: "--max-frames <n>",
      help: "frames of each job, at most, in the order of their paths (default: all)",
    },
  ],
);

export const FAILURES_FLAGS: readonly Flag<FailuresOptions>[] = [
  ...SELECTION_FLAGS,
  {
    key: "to",
    spelling: "--to <url>",
    help: "only what failed at this service, if anything did; may be repeated (default: at any)",
    isRepeatable: true,
  },
  ...STATE_FLAGS,
];
