import type { ResubmitOptions } from "../../options/resubmit-options.ts";
import { EDGE_FLAGS } from "./edge-flags.ts";
import type { Flag } from "./flags.ts";
import { DELIVERED_FLAGS } from "./folder-flags.ts";
import { SELECTION_FLAGS } from "./lookup-flags.ts";
import { MONITORING_FLAGS } from "./monitoring-flags.ts";
import { FAILURE_FLAGS, PLACE_FLAGS, TRAVEL_FLAGS } from "./send-flags.ts";

const TO: Flag<ResubmitOptions> = {
  key: "to",
  spelling: "--to <url>",
  help: "address to send them to, may be repeated (default: those of their job)",
  isRepeatable: true,
};

/** The flags of `resubmit`, in the order of the help. */
export const RESUBMIT_FLAGS: readonly Flag<ResubmitOptions>[] = [
  ...SELECTION_FLAGS,
  TO,
  ...TRAVEL_FLAGS,
  ...EDGE_FLAGS,
  ...DELIVERED_FLAGS,
  ...FAILURE_FLAGS,
  ...PLACE_FLAGS,
  ...MONITORING_FLAGS,
];
