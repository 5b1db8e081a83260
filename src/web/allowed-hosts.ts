import type { Socket } from "node:net";
import { hostname } from "node:os";
import { hostInUrl } from "../core/service/listen-host.ts";

/**
 * Names that a request may call this server by. A page of another site can make a browser send requests here
 * under its own name (DNS rebinding), and is told by that name.
 */
export class AllowedHosts {
  readonly #names: readonly string[];
  readonly #isAnyAddress: boolean;

  /** @param host that the server listens on. */
  constructor(host: string) {
    const names = ["localhost", "127.0.0.1", "[::1]", hostInUrl(host).toLowerCase()];
    this.#isAnyAddress = host === "0.0.0.0" || host === "::";
    if (this.#isAnyAddress) names.push(hostname().toLowerCase());
    this.#names = names;
  }

  /**
   * @param given the `Host` of a request, if it has one.
   * @param connection where it came: no other site can have an address of this machine for its name.
   */
  has(
    given: string | undefined,
    { localAddress, localPort = 0 }: Pick<Socket, "localAddress" | "localPort">,
  ): boolean {
    if (given === undefined) return false;
    const address = localAddress?.replace(/^::ffff:(?=[\d.]+$)/u, "");
    const own = this.#isAnyAddress && address !== undefined ? [hostInUrl(address)] : [];
    const host = given.toLowerCase();
    return [...this.#names, ...own].some((name) => isSpelling(host, name, localPort));
  }
}

/** Clients leave out the port that is the usual one. */
function isSpelling(host: string, name: string, port: number): boolean {
  return host === `${name}:${port}` || (port === 80 && host === name);
}
