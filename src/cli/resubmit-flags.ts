import type { ResubmitOptions } from "../options/resubmit-options.ts";
import type { Flag } from "./flags.ts";
import { DELIVERED_FLAGS } from "./folder-flags.ts";
import { ONLY_FLAGS } from "./lookup-flags.ts";
import { FAILURE_FLAGS, PLACE_FLAGS, TRAVEL_FLAGS } from "./send-flags.ts";

/** Where failed frames go, and which jobs are meant by it. */
const SERVICE: readonly Flag<ResubmitOptions>[] = [
  {
    key: "to",
    spelling: "--to <url>",
    help: "address to send them to (default: the one where they failed)",
  },
  {
    key: "serviceName",
    spelling: "--service-name <name>",
    help: "only what failed at the service of this name, as status shows it (default: at any)",
  },
];

/** The flags of `resubmit`, in the order of the help. */
export const RESUBMIT_FLAGS: readonly Flag<ResubmitOptions>[] = [
  ...ONLY_FLAGS,
  ...SERVICE,
  ...TRAVEL_FLAGS,
  ...DELIVERED_FLAGS,
  ...FAILURE_FLAGS,
  ...PLACE_FLAGS,
];
