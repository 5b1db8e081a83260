import { getCACertificates } from "node:tls";
import { option } from "../core/option-spelling.ts";
import { type ClientIdentity, readIdentity } from "../core/service/client-identity.ts";
import { certificatesIn } from "../core/service/pem-certificates.ts";
import type { BrokerAccess } from "./broker.ts";
import type { BrokerFault } from "./publish-outcome.ts";

/** What a connection trusts and shows, as Node's TLS takes it. */
export interface BrokerTls extends ClientIdentity {
  /** PEM of the authorities to trust. @default those of Node.js */
  readonly ca?: string;
}

/**
 * Reads the files of an access.
 *
 * @throws FrameferryError `ERR_OPTION` for a file that cannot be used.
 */
export function readBrokerTls({ caFile, cert, key }: BrokerAccess): BrokerTls {
  return { ...trustIn(caFile), ...readIdentity({ cert, key }, IDENTITY) };
}

/** True if an access has anything that is for TLS alone. */
export function needsTls({ caFile, cert, key }: BrokerAccess): boolean {
  return caFile !== null || cert !== null || key !== null;
}

const IDENTITY = { cert: "brokerCert", key: "brokerKey" } as const;

function trustIn(caFile: string | null): Pick<BrokerTls, "ca"> {
  if (caFile === null) return {};
  const own = certificatesIn(caFile, option("brokerCaFile")).map(String);
  return { ca: [...getCACertificates("default"), ...own].join("\n") };
}

/**
 * Fault of a client certificate that the broker misses or refuses; `null` for any other error.
 *
 * @param broker the broker for display.
 */
export function certificateFault(
  { code }: { readonly code?: unknown },
  broker: string,
): BrokerFault | null {
  const [, alert] = ALERT.exec(String(code)) ?? [];
  if (alert === undefined) return null;
  const words = alert.toLowerCase().replaceAll("_", " ");
  return {
    kind: "refused",
    reason: `${broker} requires a client certificate, or refuses the one that it was shown (${words})`,
    remedy: showAnother(),
  };
}

/** Fault of a connection that was reset: what the broker says of a certificate can be lost with it (RFC 8446, 2). */
export function handshakeReset(broker: string): BrokerFault {
  const reason = `${broker} has broken the TLS connection off: it may require another client certificate, or one at all`;
  return { kind: "away", reason, remedy: showAnother() };
}

function showAnother(): string {
  return `name the files of a certificate that it trusts with ${option("brokerCert")} and ${option("brokerKey")}`;
}

/**
 * An alert about certificates (RFC 8446, 6.2), as OpenSSL spells it: `ERR_SSL_TLSV1_ALERT_UNKNOWN_CA`, or
 * `ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE`, by which NATS also means that there is none.
 */
const ALERT = /^ERR_SSL_\S*?ALERT_(\S*CERTIFICATE\S*|UNKNOWN_CA|ACCESS_DENIED)$/u;
