import type { FilesOptions } from "../../options/files-options.ts";
import { EDGE_FLAGS } from "./edge-flags.ts";
import type { Flag } from "./flags.ts";
import { DELIVERED_FLAGS, FOLDER_FLAGS } from "./folder-flags.ts";
import { MONITORING_FLAGS } from "./monitoring-flags.ts";
import { MOTION_FLAGS } from "./motion-flags.ts";
import { FAILURE_FLAGS, RECORD_FLAGS, SEND_FLAGS } from "./send-flags.ts";
import { SIMILAR_FLAGS } from "./similar-flags.ts";

/** The flags of `send`, in the order of the help. */
export const FILES_FLAGS: readonly Flag<FilesOptions>[] = [
  ...SEND_FLAGS,
  ...EDGE_FLAGS,
  ...FOLDER_FLAGS,
  ...SIMILAR_FLAGS,
  ...MOTION_FLAGS,
  ...DELIVERED_FLAGS,
  ...FAILURE_FLAGS,
  ...RECORD_FLAGS,
  ...MONITORING_FLAGS,
];
