import { BlockList, isIP } from "node:net";

/**
 * True if `NO_PROXY` exempts an address. Its entries stand between commas or white space, as for curl: a
 * host and all below it, with or without a dot before it; `*.host` for only what is below it; an IP
 * address or a range of them (`10.0.0.0/8`); each with a port of its own if need be; or `*` for all.
 */
export function isExempt(url: URL, noProxy: string): boolean {
  const host = bareHost(url.hostname);
  const port = url.port === "" ? DEFAULT_PORTS[url.protocol] : url.port;
  return noProxy.split(/[\s,]+/u).some((entry) => {
    if (entry === "" || entry === "*") return entry === "*";
    const [name, ownPort] = splitPort(entry.toLowerCase());
    if (ownPort !== undefined && ownPort !== port) return false;
    return name.includes("/") ? isInRange(host, name) : isSameOrBelow(host, name);
  });
}

/** True if an address is this machine's own. */
export function isLoopback({ hostname }: URL): boolean {
  const host = bareHost(hostname);
  return (
    host === "localhost" ||
    host.endsWith(".localhost") ||
    isInRange(host, "127.0.0.0/8") ||
    host === "::1"
  );
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

/** Without brackets, and without the dot that ends a whole name. */
function bareHost(hostname: string): string {
  return hostname
    .replace(/^\[(.*)\]$/u, "$1")
    .replace(/\.$/u, "")
    .toLowerCase();
}

/** An IPv6 address with a port stands in brackets. */
function splitPort(entry: string): readonly [name: string, port: string | undefined] {
  const [, bracketed, afterBracket] = /^\[(.+)\](?::(\d+))?$/u.exec(entry) ?? [];
  if (bracketed !== undefined) return [bracketed, afterBracket];
  const [, name, port] = /^([^:]+):(\d+)$/u.exec(entry) ?? [];
  return [name ?? entry, port];
}

function isSameOrBelow(host: string, name: string): boolean {
  const isBelowOnly = name.startsWith("*.");
  const domain = bareHost(name.replace(/^\*?\./u, ""));
  return (!isBelowOnly && host === domain) || host.endsWith(`.${domain}`);
}

function isInRange(host: string, range: string): boolean {
  const [network = "", bits = ""] = range.split("/");
  const family = isIP(network) === 6 ? "ipv6" : "ipv4";
  const maxBits = family === "ipv6" ? 128 : 32;
  if (isIP(network) === 0 || isIP(host) !== isIP(network)) return false;
  if (!/^\d{1,3}$/u.test(bits) || Number(bits) > maxBits) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family);
  return list.check(host, family);
}
