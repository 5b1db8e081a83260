import { isIPv6 } from "node:net";

/** A host in URL syntax: an IPv6 address in brackets. */
export function hostInUrl(host: string): string {
  return isIPv6(host) ? `[${host}]` : host;
}

/** Host for clients on this machine of a server that listens on `host`, in URL syntax. */
export function reachableHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return hostInUrl(host);
}
