import { FrameferryError } from "../../core/errors.ts";
import { option, optionName } from "../../core/option-spelling.ts";
import type { BrokerAccess } from "../broker.ts";
import type { BrokerAddress } from "../broker-address.ts";
import { needsTls, readBrokerTls } from "../broker-tls.ts";
import type { AmqpPackage, Options } from "./rabbitmq-packages.ts";

/** One server, with the login and the certificates for it. */
export interface RabbitMqServer {
  readonly server: Options.Connect;
  readonly socket: object;
}

/**
 * Options of a connection to one of the servers. Files of certificates are read each time.
 *
 * @param host with its port, such as `broker:5672` or `[::1]:5672`.
 * @throws FrameferryError `ERR_OPTION` for a file that cannot be used.
 */
export function serverOptions(
  host: string,
  { scheme, virtualHost }: BrokerAddress,
  access: BrokerAccess,
  { credentials }: AmqpPackage,
): RabbitMqServer {
  const { user, password } = access;
  const at = host.lastIndexOf(":");
  const hostname = host.slice(0, at).replaceAll(/[[\]]/gu, "");
  const tls = scheme === "amqps" ? readBrokerTls(access) : {};
  const login = user === null ? {} : { credentials: credentials.plain(user, password ?? "") };
  return {
    server: {
      ...{ protocol: scheme, hostname, port: Number(host.slice(at + 1)) },
      ...{ heartbeat: HEARTBEAT_SECONDS, frameMax: FRAME_BYTES },
      vhost: encodeURIComponent(virtualHost ?? DEFAULT_VIRTUAL_HOST),
    },
    socket: {
      ...{ timeout: CONNECT_TIMEOUT_MS, noDelay: true, keepAlive: true },
      ...{ clientProperties: { connection_name: "frameferry" }, ...tls, ...login },
    },
  };
}

/** Virtual host of an address that names none. */
const DEFAULT_VIRTUAL_HOST = "/";
const CONNECT_TIMEOUT_MS = 5000;
/** A connection counts as broken when nothing has come for two of them. */
const HEARTBEAT_SECONDS = 5;
/** Largest frame of the protocol, as RabbitMQ has it by default. */
const FRAME_BYTES = 131_072;

/** @throws FrameferryError `ERR_OPTION` for a login that RabbitMQ does not know, or certificates without TLS. */
export function checkAccess({ scheme }: BrokerAddress, access: BrokerAccess): void {
  for (const key of ["credentialsFile", "nkeyFile"] as const)
    if (access[key] !== null)
      throw unusable(
        `${option(OPTIONS[key])} is for NATS, and the broker is RabbitMQ`,
        `name a user with ${optionName("brokerUser")} and a password`,
      );
  if (needsTls(access) && scheme !== "amqps")
    throw unusable(
      `${option(access.caFile === null ? "brokerCert" : "brokerCaFile")} is given, and the address of the broker is without TLS`,
      "write it as amqps://HOST:5671/frames",
    );
}

const OPTIONS = { credentialsFile: "brokerCredentialsFile", nkeyFile: "brokerNkeyFile" } as const;

function unusable(message: string, remedy: string): FrameferryError {
  return new FrameferryError({ code: "ERR_OPTION", kind: "usage", message, remedy });
}
