import type { BrokerSetupOptions } from "../../options/broker-setup-options.ts";
import { BROKER_FLAGS } from "./broker-flags.ts";
import type { Flag } from "./flags.ts";

/** The flags of `broker`, in the order of the help. */
export const BROKER_SETUP_FLAGS: readonly Flag<BrokerSetupOptions>[] = [
  {
    key: "replicas",
    spelling: "--replicas <n>",
    help: "nodes of the cluster that hold each message, 3 to survive the loss of one (default: 1)",
  },
  {
    key: "maxSizeBytes",
    spelling: "--max-size <size>",
    help: "size at which the queue of frames takes no more: 50GB (default: 10GB)",
  },
  {
    key: "maxAgeMs",
    spelling: "--max-age <duration>",
    help: "remove frames that nobody has taken for so long: 24h; edges hand them over again (default: never)",
  },
  {
    key: "whenFull",
    spelling: "--when-full <policy>",
    help: "block: a full queue refuses frames, which wait at their edges; or drop-oldest (default: block)",
  },
  {
    key: "partitions",
    spelling: "--partition <subject>",
    help: "part that workers take by themselves, may be repeated: frames.berlin.> (default: none)",
    isRepeatable: true,
  },
  ...BROKER_FLAGS,
];
