import type { MotionOptions } from "../../options/motion-options.ts";
import { type Flag, inGroup } from "./flags.ts";

/** Flags about frames in which something moves, for `run`, `watch` and `send`. */
export const MOTION_FLAGS: readonly Flag<MotionOptions>[] = inGroup("Frames that show a motion:", [
  {
    key: "motion",
    spelling: "--motion <share>",
    help: "send only frames in which so much of the picture moves: 0.5% (default: all frames)",
  },
  {
    key: "preMs",
    spelling: "--pre <duration>",
    help: "frames so long before a motion are sent, too",
  },
  {
    key: "postMs",
    spelling: "--post <duration>",
    help: "frames so long after a motion are sent, too",
  },
  {
    key: "regions",
    spelling: "--region <region>",
    help: "where a change counts, may be repeated: x,y,width,height, or corners 'x1,y1 x2,y2 x3,y3', in parts of the picture (default: everywhere)",
    isRepeatable: true,
  },
  {
    key: "ignoreRegions",
    spelling: "--ignore-region <region>",
    help: "where no change counts, such as a clock, may be repeated (default: nowhere)",
    isRepeatable: true,
  },
]);
