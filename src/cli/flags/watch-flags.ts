import type { WatchOptions } from "../../options/watch-options.ts";
import { EDGE_FLAGS } from "./edge-flags.ts";
import { type Flag, inGroup } from "./flags.ts";
import { DELIVERED_FLAGS, FOLDER_FLAGS } from "./folder-flags.ts";
import { MONITORING_FLAGS } from "./monitoring-flags.ts";
import { MOTION_FLAGS } from "./motion-flags.ts";
import { FAILURE_FLAGS, RECORD_FLAGS, SEND_FLAGS } from "./send-flags.ts";
import { SIMILAR_FLAGS } from "./similar-flags.ts";

const WATCHING: readonly Flag<WatchOptions>[] = inGroup("Watching:", [
  { key: "onlyNew", spelling: "--only-new", help: "leave alone what is there at the start" },
  {
    key: "rescanMs",
    spelling: "--rescan <duration>",
    help: "pause between two listings, which find files without an event; of 100,000 known files, one that is rewritten without an event is found within minutes",
  },
  {
    key: "poll",
    spelling: "--poll",
    help: "list the folders once a second, for file systems without events",
  },
]);

const ENDING: readonly Flag<WatchOptions>[] = inGroup("When the watch ends:", [
  {
    key: "untilIdleMs",
    spelling: "--until-idle <duration>",
    help: "end when nothing has landed for so long and all is delivered (default: never)",
  },
  {
    key: "untilFile",
    spelling: "--until-file <name>",
    help: "end when each folder holds a file of this name, such as DONE (default: never)",
  },
  {
    key: "untilPid",
    spelling: "--until-pid <n>",
    help: "end when the process of this number has ended (default: never)",
  },
  {
    key: "maxFrames",
    spelling: "--max-frames <n>",
    help: "end after so many frames (default: never)",
  },
  {
    key: "killAfterMs",
    spelling: "--kill-after <duration>",
    help: "time that a command behind -- has to end when it is told to, before it is killed",
  },
]);

const LAGGING: readonly Flag<WatchOptions>[] = inGroup("When frames land too fast:", [
  {
    key: "whenFull",
    spelling: "--when-full <policy>",
    help: "when frames land too fast: block, drop-oldest or drop-newest",
  },
  {
    key: "maxBacklog",
    spelling: "--max-backlog <n>",
    help: "frames that may wait before one is dropped (default: 100)",
  },
]);

/** The flags of `watch`, in the order of the help. */
export const WATCH_FLAGS: readonly Flag<WatchOptions>[] = [
  ...SEND_FLAGS,
  ...EDGE_FLAGS,
  ...FOLDER_FLAGS,
  ...SIMILAR_FLAGS,
  ...MOTION_FLAGS,
  ...WATCHING,
  ...ENDING,
  ...LAGGING,
  ...DELIVERED_FLAGS,
  ...FAILURE_FLAGS,
  ...RECORD_FLAGS,
  ...MONITORING_FLAGS,
];
