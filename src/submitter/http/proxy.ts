import { FrameferryError } from "../../core/errors.ts";
import { proxyAddress } from "../../core/service/proxy-address.ts";
import { socketPath } from "../../core/service/unix-address.ts";
import { redactedAddress } from "../../core/service/service-address.ts";
import { option } from "../../core/option-spelling.ts";
import type { ConnectionOptions } from "../../options/connection-options.ts";
import { basicCredentials } from "./common-headers.ts";
import { isExempt, isLoopback } from "./no-proxy.ts";

/** A proxy that requests go through. */
export interface Proxy {
  /** With the user name and password that are meant for it. */
  readonly url: URL;
  /** Its address as it may be shown. */
  readonly shown: string;
  /** The option or variable that names it. */
  readonly from: string;
  /** Header fields that it is to get, in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that requests to an address go through; `null` for none. A Unix socket needs none.
 *
 * As for curl, but for two things: `HTTP_PROXY` counts in upper case, too, unless a web server has set it
 * from a header (CGI, CVE-2016-5385); and what the environment names never goes for loopback addresses,
 * as in Go, for no proxy can reach them.
 *
 * @throws FrameferryError `ERR_OPTION` for a proxy that is not supported.
 */
export function proxyFor(
  url: URL,
  { proxy }: Pick<ConnectionOptions, "proxy">,
  environment: Environment,
): Proxy | null {
  if (proxy === false || socketPath(url) !== null) return null;
  const noProxy = environment["no_proxy"] || environment["NO_PROXY"] || "";
  if (isExempt(url, noProxy)) return null;
  if (proxy !== null) return proxyAt(proxy, option("proxy"));
  if (isLoopback(url)) return null;
  const name = variablesFor(url, environment).find((variable) => environment[variable]);
  return name === undefined ? null : proxyAt(environment[name] ?? "", name);
}

/** Target of a request: for a proxy without a tunnel it names the service, too (RFC 9112, 3.2.2). */
export function requestTarget(url: URL, forwarder: Proxy | null): string {
  return (forwarder === null ? "" : url.origin) + url.pathname + url.search;
}

/** An empty one counts as none. The first that is set decides. */
function variablesFor({ protocol }: URL, environment: Environment): readonly string[] {
  const all = ["all_proxy", "ALL_PROXY"];
  if (protocol === "https:") return ["https_proxy", "HTTPS_PROXY", ...all];
  const isFromHeader = environment["REQUEST_METHOD"] !== undefined;
  return ["http_proxy", ...(isFromHeader ? [] : ["HTTP_PROXY"]), ...all];
}

function proxyAt(text: string, from: string): Proxy {
  const url = proxyAddress(text);
  if (url === null) throw unsupported(from);
  const credentials = basicCredentials(url);
  return {
    url,
    shown: redactedAddress(url.href).replace(/\/$/u, ""),
    from,
    headers: credentials === null ? {} : { "proxy-authorization": credentials },
  };
}

/** Without its value, which may hold a password. */
function unsupported(from: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `${from} names no http or https proxy; others (SOCKS) are not supported`,
    remedy: `name one as in http://proxy:3128, or go without: ${option("proxy", false)}`,
  });
}
