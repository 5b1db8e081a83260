import { DEFAULT_RESULT_TIMEOUT_MS, type EdgeOptions } from "../../options/edge-options.ts";
import { BROKER_FLAGS } from "./broker-flags.ts";
import { type Flag, inGroup, typedValue } from "./flags.ts";

/** Flags about frames that go to services by way of a broker. */
export const EDGE_FLAGS: readonly Flag<EdgeOptions>[] = [
  ...inGroup("Broker:", [
    {
      key: "site",
      spelling: "--site <name>",
      help: "name of this place at the broker, by which workers may take a part (default: this machine's)",
    } as const,
    {
      key: "resultTimeoutMs",
      spelling: "--result-timeout <duration>",
      help: `how long the broker may have a frame without an answer until it is handed over again (default: ${typedValue("resultTimeoutMs", DEFAULT_RESULT_TIMEOUT_MS)})`,
    } as const,
    {
      key: "fireAndForget",
      spelling: "--fire-and-forget",
      help: "count a frame as delivered when the broker has it: no answer comes back, and nothing is sent again",
    } as const,
  ]),
  ...BROKER_FLAGS,
];
