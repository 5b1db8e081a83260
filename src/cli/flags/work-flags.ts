import type { WorkOptions } from "../../options/work-options.ts";
import { BROKER_FLAGS } from "./broker-flags.ts";
import { type Flag, inGroup } from "./flags.ts";
import { MONITORING_FLAGS } from "./monitoring-flags.ts";
import { PLACE_FLAGS, SEND_FLAGS } from "./send-flags.ts";

const TAKING: readonly Flag<WorkOptions>[] = inGroup("Broker:", [
  {
    key: "subject",
    spelling: "--subject <subject>",
    help: "take this part of the frames, which broker init --partition has made: frames.berlin.> (default: all)",
  },
  {
    key: "workerName",
    spelling: "--worker-name <name>",
    help: "name of this worker in answers (default: this machine's, with the number of the process)",
  },
]);

const ENDING: readonly Flag<WorkOptions>[] = inGroup("Broker:", [
  {
    key: "untilIdleMs",
    spelling: "--until-idle <duration>",
    help: "end when no frame has come for so long (default: never)",
  },
  {
    key: "maxFrames",
    spelling: "--max-frames <n>",
    help: "end after so many frames (default: never)",
  },
]);

/** The flags of `work`, in the order of the help. */
export const WORK_FLAGS: readonly Flag<WorkOptions>[] = [
  // A worker has no routes: it takes a part of the frames instead, and as they come.
  ...SEND_FLAGS.flatMap(({ key, ...flag }) =>
    key === "routes" || key === "crop" ? [] : [{ ...flag, key }],
  ),
  ...TAKING,
  ...BROKER_FLAGS,
  ...ENDING,
  ...PLACE_FLAGS.flatMap(({ key, ...flag }) => (key === "state" ? [{ ...flag, key }] : [])),
  ...MONITORING_FLAGS,
];
