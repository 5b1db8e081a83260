import { isIPv6 } from "node:net";
import { z } from "zod";

/** Place that a server listens on. */
export interface ListenAddress {
  /** Name or IP address of this machine; an IPv6 address without brackets. */
  readonly host: string;
  /** TCP port. 0: any free port. */
  readonly port: number;
}

/** Host of what is said without one: this machine alone. */
const LOOPBACK_HOST = "127.0.0.1";

/** A place to listen on; text says it as `9464`, `0.0.0.0:9464` or `[::1]:9464`. */
export function listenAddress(): z.ZodType<ListenAddress> {
  const message = "must be a port from 0 to 65535, or a host and a port such as 0.0.0.0:9464";
  const port = z.int(message).min(0, message).max(65_535, message);
  const host = z.string(message).regex(HOST, message);
  return z.preprocess(addressFromText, z.strictObject({ host, port }, message));
}

/** True if only programs on this machine can reach what listens there. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/iu.test(host);
}

const HOST = /^(?:[\da-f:.]*:[\da-f:.%\w]*|[\w-]+(?:\.[\w-]+)*\.?)$/iu;

function addressFromText(given: unknown): unknown {
  if (typeof given === "number") return { host: LOOPBACK_HOST, port: given };
  if (typeof given !== "string") return given;
  const [, host = LOOPBACK_HOST, port = ""] = /^(?:(.+):)?(\d{1,5})$/u.exec(given.trim()) ?? [];
  if (port === "") return null;
  const bare = host.replace(/^\[(.+)\]$/u, "$1");
  // Without brackets nobody can tell where such an address ends.
  if (bare === host && isIPv6(host)) return null;
  return { host: bare, port: Number(port) };
}
