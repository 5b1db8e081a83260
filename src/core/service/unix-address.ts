import { posix } from "node:path";
import { percentDecoded } from "./percent-decoding.ts";

/**
 * Address of a service at a Unix socket. Users write and see it as in nginx's `proxy_pass`
 * (https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass): `unix:/run/model.sock:/predict`. In between it
 * is a URL, whose host is the path of the socket: `http+unix://%2Frun%2Fmodel.sock/predict`.
 *
 * @returns the URL of such an address, in either form; `null` for any other text.
 */
export function unixUrl(text: string): string | null {
  const url = urlOf(text.trim());
  const path = url === null ? null : socketPath(url);
  return url === null || path === null || !posix.isAbsolute(path) ? null : url.href;
}

/** True if text begins like the address of a Unix socket. */
export function isUnixAddress(text: string): boolean {
  return /^\s*(?:unix:|http:\/\/unix:\/|http\+unix:)/iu.test(text);
}

/** Path of the socket of a service; `null` for a service at a port. */
export function socketPath({ protocol, hostname }: URL): string | null {
  return protocol === PROTOCOL ? percentDecoded(hostname) : null;
}

/** A service's URL as users write it. It stays a URL if the other form has no place for a user name, or for such a path. */
export function writtenUrl(url: URL): string {
  const path = socketPath(url);
  if (path === null) return url.href;
  const written = `${socketOrigin(path)}:${url.pathname}${url.search}${url.hash}`;
  return unixUrl(written) === url.href && !/[\s\p{Cc}]/u.test(written) ? written : url.href;
}

/** What all addresses of one server have in common: scheme, host and port, or the socket. */
export function originOf(url: URL): string {
  const path = socketPath(url);
  return path === null ? url.origin : socketOrigin(path);
}

const PROTOCOL = "http+unix:";
const WRITTEN = /^(?:http:\/\/)?unix:(?:\/\/(?=\/))?(\/(?!\/).*?)(?::([/?].*)?)?$/iu;

function urlOf(text: string): URL | null {
  const [, path, rest = "/"] = WRITTEN.exec(text) ?? [];
  const url = URL.parse(
    path === undefined ? text : `${PROTOCOL}//${encodeURIComponent(path)}${rest}`,
  );
  if (url?.protocol !== PROTOCOL) return null;
  if (url.pathname === "") url.pathname = "/";
  return url;
}

function socketOrigin(path: string): string {
  return `unix:${path}`;
}
