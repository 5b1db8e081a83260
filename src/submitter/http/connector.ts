import type { Socket } from "node:net";
import type { SecureContext, TLSSocket } from "node:tls";
import { socketPath } from "../../core/service/unix-address.ts";
import { buildConnector } from "./client.ts";
import { clientCertificateTaken } from "./client-certificate.ts";
import { unreachable } from "./connect-fault.ts";
import { openTunnel, proxyFault } from "./open-tunnel.ts";
import type { Proxy } from "./proxy.ts";
import type { Transport } from "./transport.ts";
import { unixConnector } from "./unix-connector.ts";

/** Opens sockets. */
export type Connector = buildConnector.connector;

type Address = buildConnector.Options;

/**
 * The connector of a service.
 *
 * @param url address of the service.
 * @param timeoutMs deadline of opening a socket, and of each step of it where there are several.
 */
export function connector(url: URL, timeoutMs: number, transport: Transport): Connector {
  const path = socketPath(url);
  if (path !== null) return unixConnector(path, timeoutMs);
  const proxy = transport.proxyFor(url);
  const plain = buildConnector({ timeout: timeoutMs, allowH2: false });
  const secure = secureConnector(timeoutMs, transport);
  return (address, done) => {
    const isSecure = address.protocol === "https:";
    if (!isSecure && proxy === null) return plain(address, done);
    const opening = isSecure
      ? openSecure(address, { secure, plain, proxy, timeoutMs }, transport)
      : openToProxy(plain, proxy as Proxy);
    void handOver(opening, done);
  };
}

async function handOver(opening: Promise<Socket>, done: buildConnector.Callback): Promise<void> {
  let socket: Socket;
  try {
    socket = await opening;
  } catch (error) {
    done(error as Error, null);
    return;
  }
  done(null, socket);
}

interface Ways {
  readonly secure: Connector;
  readonly plain: Connector;
  readonly proxy: Proxy | null;
  readonly timeoutMs: number;
}

/** Each of them with the certificates as they are at its time. */
function secureConnector(timeout: number, { credentials, isInsecure }: Transport): Connector {
  const trust = isInsecure ? { rejectUnauthorized: false } : {};
  const build = (secureContext?: SecureContext): Connector =>
    buildConnector({
      ...{ timeout, allowH2: false, ...trust },
      ...(secureContext === undefined ? {} : { secureContext }),
    });
  if (credentials === null) return build();
  let { context } = credentials;
  let current = build(context);
  return (address, done) => {
    const now = credentials.context;
    if (now !== context) [context, current] = [now, build(now)];
    current(address, done);
  };
}

async function openSecure(
  address: Address,
  { secure, plain, proxy, timeoutMs }: Ways,
  { credentials }: Transport,
): Promise<Socket> {
  const host = `${bracketed(address.hostname)}:${address.port || "443"}`;
  const httpSocket =
    proxy === null
      ? null
      : await openTunnel(await openToProxy(plain, proxy), proxy, { host, timeoutMs });
  const socket = await shakeHands(
    secure,
    httpSocket === null ? address : { ...address, httpSocket },
  );
  await clientCertificateTaken(socket as TLSSocket, credentials?.hasIdentity === true);
  return socket;
}

async function shakeHands(secure: Connector, address: Address): Promise<Socket> {
  try {
    return await opened(secure, address);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    throw CLOSED.has(code) ? unreachable(BROKEN_HANDSHAKE, error) : error;
  }
}

const CLOSED: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE"]);
const BROKEN_HANDSHAKE = "it closes the connection during the TLS handshake: check its log";

async function openToProxy(connect: Connector, proxy: Proxy): Promise<Socket> {
  try {
    return await socketFor(proxy.url, connect);
  } catch (error) {
    throw proxyFault(proxy, error as Error);
  }
}

/** Opens one socket. @throws what kept it from that. */
export async function socketFor(
  { protocol, host, hostname, port }: URL,
  connect: Connector,
): Promise<Socket> {
  const bare = hostname.replace(/^\[(.*)\]$/u, "$1");
  return await opened(connect, { protocol, host, hostname: bare, port });
}

async function opened(connect: Connector, address: Address): Promise<Socket> {
  return await new Promise((resolve, reject) => {
    connect(address, (error, socket) => (error === null ? resolve(socket) : reject(error)));
  });
}

/** An IPv6 address as it stands before a port. */
function bracketed(hostname: string): string {
  return hostname.includes(":") ? `[${hostname}]` : hostname;
}
