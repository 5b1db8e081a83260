import type { ConnectionOptions } from "../../options/connection-options.ts";
import { type Environment, type Proxy, proxyFor } from "./proxy.ts";
import type { RequestGate } from "../request-gate.ts";
import type { RequestQuota } from "../request-quota.ts";
import { TlsCredentials } from "./tls-credentials.ts";

/** Way in which connections to services are made. */
export interface Transport {
  /** The proxy that requests to an address go through; `null` for none. */
  readonly proxyFor: (url: URL) => Proxy | null;
  /** Certificates to trust and to show; `null` leaves that to Node.js. */
  readonly credentials: TlsCredentials | null;
  /** True if any certificate of a service is taken. */
  readonly isInsecure: boolean;
  /** The quota that requests to an address need; `null` for none. @default none has one */
  readonly quotaFor?: (url: URL) => RequestQuota | null;
  /** The gate that requests to an address go through; `null` for none. @default none has one */
  readonly gateFor?: ((url: URL) => RequestGate | null) | undefined;
}

/** To the services themselves, with what Node.js trusts. */
export const DIRECT: Transport = {
  proxyFor: () => null,
  credentials: null,
  isInsecure: false,
};

/** @throws FrameferryError `ERR_OPTION` for files that cannot be used. */
export function openTransport(
  options: ConnectionOptions,
  environment: Environment,
  warn: (message: string) => void,
): Transport {
  const { caFile, cert, key, insecure } = options;
  const hasFiles = caFile !== null || cert !== null || key !== null;
  return {
    proxyFor: (url) => proxyFor(url, options, environment),
    credentials: hasFiles ? new TlsCredentials(options, warn) : null,
    isInsecure: insecure,
  };
}
