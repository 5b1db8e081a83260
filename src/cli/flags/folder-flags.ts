import type { DeliveredOptions } from "../../options/delivered-options.ts";
import type { FolderOptions } from "../../options/folder-options.ts";
import { type Flag, inGroup } from "./flags.ts";

/** Flags about the files of a folder that are frames, for `watch` and `send`. */
export const FOLDER_FLAGS: readonly Flag<FolderOptions>[] = inGroup("Which files are frames:", [
  {
    key: "match",
    spelling: "--match <glob>",
    help: "files to take, may be repeated: '*.jpg', 'cam1/**' (default: image files by extension)",
    isRepeatable: true,
  },
  {
    key: "ignore",
    spelling: "--ignore <glob>",
    help: "files to leave out, may be repeated: 'thumb_*', 'old/**'",
    isRepeatable: true,
  },
  {
    key: "depth",
    spelling: "--depth <n>",
    help: "levels of sub-folders to look into; 0 is the folder alone (default: all)",
  },
  {
    key: "order",
    spelling: "--order <order>",
    help: "order of files that are there already: oldest, newest or name (default: as listed)",
  },
  {
    key: "settleMs",
    spelling: "--settle <duration>",
    help: "how long an unfinished file may stay unchanged before it counts as failed",
  },
]);

/** Flags about delivered images, for `watch` and `send`. */
export const DELIVERED_FLAGS: readonly Flag<DeliveredOptions>[] = inGroup(
  "Images after delivery or failure:",
  [
    {
      key: "delete",
      spelling: "--delete",
      help: "delete images once their delivery is on record",
    },
    {
      key: "moveTo",
      spelling: "--move-to <folder>",
      help: "move images there once their delivery is on record",
    },
  ],
);
