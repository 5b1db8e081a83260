import type { Socket } from "node:net";
import { ConnectFault, unreachable } from "./connect-fault.ts";
import { connectionFault } from "./connection-fault.ts";
import type { Proxy } from "./proxy.ts";
import { rejectionInWords } from "./proxy-refusal.ts";

export interface TunnelGoal {
  /** Host and port that it leads to. */
  readonly host: string;
  /** Deadline of the proxy's answer, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Lets a proxy lead a connection on to a service (RFC 9110, 9.3.6).
 *
 * @param socket to the proxy.
 * @throws ConnectFault where it does not.
 */
export async function openTunnel(
  socket: Socket,
  proxy: Proxy,
  { host, timeoutMs }: TunnelGoal,
): Promise<Socket> {
  const { request } = process.getBuiltinModule("node:http");
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const headers = { host, "user-agent": "frameferry", ...proxy.headers };
  const connecting = request({
    ...{ createConnection: () => socket, method: "CONNECT", path: host, headers },
  });
  const patience = setTimeout(() => {
    const late = `the proxy ${proxy.shown} does not answer within ${timeoutMs} ms`;
    connecting.destroy(unreachable(late));
  }, timeoutMs).unref();
  connecting.on("error", (error) => reject(proxyFault(proxy, error)));
  connecting.once("connect", ({ statusCode: status = 0 }, tunnel: Socket, head) => {
    if (status >= 200 && status < 300) {
      if (head.length > 0) tunnel.unshift(head);
      return resolve(tunnel);
    }
    tunnel.destroy();
    reject(unreachable(rejectionInWords(proxy, status, host)));
  });
  connecting.end();
  try {
    return await promise;
  } finally {
    clearTimeout(patience);
  }
}

/** Fault of a connection to, or through, a proxy. */
export function proxyFault(proxy: Proxy, error: Error): ConnectFault {
  if (error instanceof ConnectFault) return error;
  const { fault, reason } = connectionFault(error, 0);
  if (fault === "resourcesExhausted") return new ConnectFault({ fault, reason }, error);
  const words = reason
    .replace(/^the service /u, "it ")
    .replace(/^its certificate /u, "its own certificate ");
  return unreachable(`the proxy ${proxy.shown} (by ${proxy.from}) cannot be used: ${words}`, error);
}
