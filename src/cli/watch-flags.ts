import type { WatchOptions } from "../options/watch-options.ts";
import type { Flag } from "./flags.ts";
import { DELIVERED_FLAGS, FOLDER_FLAGS } from "./folder-flags.ts";
import { FAILURE_FLAGS, RECORD_FLAGS, SEND_FLAGS } from "./send-flags.ts";

const WATCHING: readonly Flag<WatchOptions>[] = [
  { key: "onlyNew", spelling: "--only-new", help: "leave alone what is there at the start" },
  {
    key: "rescanMs",
    spelling: "--rescan <duration>",
    help: "pause between two listings that look for what no event told of",
  },
  {
    key: "isPolled",
    spelling: "--poll",
    help: "list the folders once a second, for file systems without events",
  },
];

const ENDING: readonly Flag<WatchOptions>[] = [
  {
    key: "untilIdleMs",
    spelling: "--until-idle <duration>",
    help: "end when nothing has landed for so long and all is delivered",
  },
  {
    key: "untilFile",
    spelling: "--until-file <name>",
    help: "end when each folder holds a file of this name, such as DONE",
  },
  {
    key: "untilPid",
    spelling: "--until-pid <n>",
    help: "end when the process of this number has ended",
  },
  { key: "mostFrames", spelling: "--limit <n>", help: "end after so many frames" },
];

/** The flags of `watch`, in the order of the help. */
export const WATCH_FLAGS: readonly Flag<WatchOptions>[] = [
  ...SEND_FLAGS,
  ...FOLDER_FLAGS,
  ...WATCHING,
  ...ENDING,
  ...DELIVERED_FLAGS,
  ...FAILURE_FLAGS,
  ...RECORD_FLAGS,
];
