import { addressToFillIn } from "./service-address.ts";

/**
 * The address of a proxy, which may leave `http://` out, as for curl; `null` for what is none. A user name
 * and password in it are for the proxy. Proxies of other kinds, such as SOCKS, are not supported.
 */
export function proxyAddress(text: string): URL | null {
  const whole = text.includes("://") ? text : `http://${text}`;
  if (!URL.canParse(whole)) return null;
  const url = new URL(whole);
  const isHttp = url.protocol === "http:" || url.protocol === "https:";
  return isHttp && url.pathname === "/" && url.search === "" && url.hash === "" ? url : null;
}

/** A proxy as it may be shown where it is to be given again: `***` stands for each secret. */
export function proxyToFillIn(text: string): string {
  const url = proxyAddress(text);
  return url === null ? "***" : addressToFillIn(url.href).replace(/\/$/u, "");
}
