import type { Answer, TransportFault } from "../../core/service/answer.ts";
import type { Proxy } from "./proxy.ts";

/**
 * Fault of an answer that a proxy gives itself, in place of the service; `null` for one of the
 * service, or one of unknown origin. Only with plain HTTP does it answer in its place.
 */
export function proxyRefusal(answer: Answer, proxy: Proxy, host: string): TransportFault | null {
  if (!isOfProxy(answer)) return null;
  return { fault: "unreachable", reason: rejectionInWords(proxy, answer.status, host) };
}

/** A service asks for credentials with 401; 407 is a proxy's (RFC 9110, 15.5.8). */
function isOfProxy({ status, headers }: Answer): boolean {
  if (status === PROXY_AUTHENTICATION_REQUIRED) return true;
  if (status < 400) return false;
  // Squid; RFC 9209; tinyproxy and Squid, which pass a service's own name on.
  if ("x-squid-error" in headers || /;\s*error=/u.test(String(headers["proxy-status"] ?? "")))
    return true;
  return /^(?:tinyproxy|squid)\b/iu.test(String(headers["server"] ?? ""));
}

const PROXY_AUTHENTICATION_REQUIRED = 407;

/** @param host of the service, with its port. */
export function rejectionInWords(proxy: Proxy, status: number, host: string): string {
  const subject = `the proxy ${proxy.shown} (by ${proxy.from})`;
  if (status === PROXY_AUTHENTICATION_REQUIRED)
    return "proxy-authorization" in proxy.headers
      ? `${subject} refuses the user name and password in its address (407): correct them`
      : `${subject} wants a user name and password (407): put them into its address, as in http://USER:PASSWORD@proxy`;
  if (status >= 500) return `${subject} does not get through to ${host} (${status})`;
  return `${subject} refuses to lead to ${host} (${status}): let it be allowed there, or exempt the host with NO_PROXY`;
}
