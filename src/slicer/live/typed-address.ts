import { percentDecoded } from "../../core/service/percent-decoding.ts";

/** An address as a person types it: user and password may hold any character, percent-encoded or not. */
export interface TypedAddress {
  /** In lower case, such as `rtsp`. */
  readonly scheme: string;
  /** Decoded; `null` if none is typed. */
  readonly user: string | null;
  /** Decoded; `null` if none is typed. */
  readonly password: string | null;
  /** Everything behind the login, from the host on, as it was typed. */
  readonly location: string;
}

/** `null` for a text that does not begin with a scheme. */
export function readTypedAddress(address: string): TypedAddress | null {
  const [, scheme, rest = ""] = /^([a-z][a-z\d+.-]*):\/\/([^]*)$/iu.exec(address) ?? [];
  if (scheme === undefined) return null;
  const end = endOfLogin(rest);
  const parts = { scheme: scheme.toLowerCase() };
  if (end === null) return { ...parts, user: null, password: null, location: rest };
  // VLC writes udp://@:1234 for a port of this machine.
  if (end === 0) return { ...parts, user: null, password: null, location: rest.slice(1) };
  const [, user = "", password] = /^([^:]*)(?::([^]*))?$/u.exec(rest.slice(0, end)) ?? [];
  return {
    ...parts,
    user: percentDecoded(user),
    password: password === undefined ? null : percentDecoded(password),
    location: rest.slice(end + 1),
  };
}

/**
 * Index of the `@` that ends the login; `null` without one.
 *
 * A password may hold `@` and `/`, and so may a path. RFC 3986 is followed where it leads to what is clearly a
 * host: an IP address, a name with a dot, or a port behind it. Otherwise the last `@` before such a host counts.
 */
function endOfLogin(rest: string): number | null {
  const signs = [...rest.matchAll(/@/gu)].map(({ index }) => index);
  const authorityEnd = rest.search(/[/?#]|$/u);
  const usual = signs.findLast((at) => at < authorityEnd);
  if (usual === undefined && HOST.test(rest)) return null;
  if (usual !== undefined && CLEAR_HOST.test(rest.slice(usual + 1))) return usual;
  const isBefore = (host: RegExp) => (at: number) => host.test(rest.slice(at + 1));
  return signs.findLast(isBefore(CLEAR_HOST)) ?? usual ?? signs.findLast(isBefore(HOST)) ?? null;
}

const HOST = /^(?:\[[\da-f:.]+\]|[\w.-]+)(?::\d+)?(?=[/?#]|$)/iu;
const CLEAR_HOST =
  /^(?:\[[\da-f:.]+\](?::\d+)?|localhost(?::\d+)?|[\w-]+(?:\.[\w-]+)+(?::\d+)?|[\w-]+:\d+)(?=[/?#]|$)/iu;
