import type { Socket } from "node:net";
import type * as Amqp from "amqplib";
import { loadWith } from "../../core/packages/optional-packages.ts";

/*
 * The client of RabbitMQ, which is only loaded when an address names such a broker. No other file names its package, so
 * that it can be replaced.
 */

export type {
  Channel,
  ChannelModel as RabbitMqClient,
  ConfirmChannel,
  Message,
  Options,
} from "amqplib";

export type AmqpPackage = typeof Amqp;

/** @throws FrameferryError `ERR_PACKAGE_MISSING`. */
export async function loadAmqp(): Promise<AmqpPackage> {
  return await loadWith(
    { what: "an amqp:// address", packages: ["amqplib"] },
    async () => await import("amqplib"),
  );
}

/** Ends a connection at once: the client's own way waits for the word of a broker that may be frozen. */
export function cutOff({ connection }: Amqp.ChannelModel): void {
  const { stream } = connection as unknown as { readonly stream?: Socket };
  // Without an error, the client would not notice.
  stream?.destroy(new Error("the connection was given up"));
}
