import type { BrokerConnection } from "../../brokers/broker.ts";
import type { RunView } from "../../core/events/run-view.ts";
import type { RunServices } from "../delivery/run-view.ts";
import type { HeldFrames } from "./held-frames.ts";

/** What is read of a worker beside its events. */
export function workView(
  connection: Pick<BrokerConnection, "name" | "isConnected">,
  held: HeldFrames,
  { services, quotas, broker }: RunServices,
): RunView {
  const trouble = (): string | null => (connection.isConnected ? null : "it cannot be reached");
  return {
    sources: [{ source: connection.name, trouble }],
    services,
    oldestLandedAtMs: () => held.oldest?.landedAtMs ?? null,
    spoolBytes: () => 0,
    recordedBytes: () => 0,
    limits: () => quotas?.views ?? [],
    broker,
    // What fails here is sent again from where it landed.
    resendFailed: () => Promise.resolve(0),
  };
}
