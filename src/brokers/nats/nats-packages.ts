import type * as JetStream from "@nats-io/jetstream";
import type * as Transport from "@nats-io/transport-node";
import { loadWith } from "../../core/packages/optional-packages.ts";

/*
 * The client of NATS, which is only loaded when an address names such a broker. No other file names its packages, so
 * that they can be replaced.
 */

export type {
  ConsumerConfig,
  ConsumerInfo,
  JetStreamClient,
  JetStreamManager,
  StreamConfig,
  StreamInfo,
} from "@nats-io/jetstream";
export type { ConnectionOptions, Msg, NatsConnection as NatsClient } from "@nats-io/transport-node";

/** The two packages. */
export interface NatsPackages {
  readonly transport: typeof Transport;
  readonly jetStream: typeof JetStream;
}

/** @throws FrameferryError `ERR_PACKAGE_MISSING`. */
export async function loadNats(): Promise<NatsPackages> {
  const packages = ["@nats-io/transport-node", "@nats-io/jetstream"];
  const [transport, jetStream] = await loadWith({ what: "a nats:// address", packages }, async () =>
    Promise.all([import("@nats-io/transport-node"), import("@nats-io/jetstream")]),
  );
  return { transport, jetStream };
}
