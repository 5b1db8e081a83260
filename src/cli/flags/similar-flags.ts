import type { SimilarOptions } from "../../options/similar-options.ts";
import { type Flag, inGroup } from "./flags.ts";

/** Flags about frames that show nothing new, for all commands that deliver frames of a source. */
export const SIMILAR_FLAGS: readonly Flag<SimilarOptions>[] = inGroup(
  "Frames that show nothing new:",
  [
    {
      key: "skipSimilar",
      spelling: "--skip-similar <share>",
      help: "skip frames of which less than this share has changed since the last one sent: 2% (default: none)",
    },
    {
      key: "atLeastEveryMs",
      spelling: "--at-least-every <duration>",
      help: "send the first frame of each such period in any case: 60s (default: no such frame)",
    },
  ],
);
