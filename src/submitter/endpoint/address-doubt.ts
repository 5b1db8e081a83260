import { isUnixAddress } from "../../core/service/unix-address.ts";

/**
 * The probable mistake in an address that nobody has ever answered at, in words.
 *
 * @param service the address, as it may be shown.
 * @param reason why no connection could be made, in words.
 * @returns `null` where the address was right, as when a certificate or a proxy stands in the way.
 */
export function addressDoubt(service: string, reason: string): string | null {
  if (!ABOUT_THE_ADDRESS.test(reason)) return null;
  const url = URL.parse(service);
  if (url === null) return "is the address right?";
  const { hostname, port, protocol } = url;
  if (isUnixAddress(service)) return UNIX_DOUBT;
  if (reason.includes("host name")) return `is the name ${hostname} right?`;
  const usualPort = protocol === "https:" ? "443" : "80";
  return `is it started, and are the host ${hostname} and the port ${port === "" ? usualPort : port} right?`;
}

/** Beginning of a connection's fault that another address would not have had. */
const ABOUT_THE_ADDRESS = /^(?:the host|the network|connection refused|there is no socket)/u;
const UNIX_DOUBT =
  "is it started, and is the path of its socket right? The path of the request stands behind a second colon: unix:/run/model.sock:/predict";
