import { socketPath } from "../../core/service/unix-address.ts";

/** Scheme, host and port for the client. A Unix socket has none of its own, and gets those that curl sends to one. */
export function httpOrigin(url: URL): string {
  return socketPath(url) === null ? url.origin : "http://localhost";
}

/** Value of the header `Host`. */
export function httpHost(url: URL): string {
  return socketPath(url) === null ? url.host : "localhost";
}
