import { addressWithPlaceholders } from "./service-address.ts";

/**
 * Address of a proxy, where `http://` may be omitted as in curl; `null` if it is invalid. User name and
 * password in it are for the proxy. Other kinds of proxies, such as SOCKS, are not supported.
 */
export function proxyAddress(text: string): URL | null {
  const whole = text.includes("://") ? text : `http://${text}`;
  if (!URL.canParse(whole)) return null;
  const url = new URL(whole);
  const isHttp = url.protocol === "http:" || url.protocol === "https:";
  return isHttp && url.pathname === "/" && url.search === "" && url.hash === "" ? url : null;
}

/** A proxy's address for display in a command to paste: `***` stands for each secret. */
export function proxyWithPlaceholders(text: string): string {
  const url = proxyAddress(text);
  return url === null ? "***" : addressWithPlaceholders(url.href).replace(/\/$/u, "");
}
