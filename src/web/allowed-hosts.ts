import { hostname } from "node:os";
import { hostInUrl } from "../core/service/listen-host.ts";

/**
 * Names that a request may call this server by. A page of another site can make a browser send requests here
 * under its own name (DNS rebinding), and is told by that name.
 */
export class AllowedHosts {
  readonly #hosts: ReadonlySet<string>;
  readonly #port: number;
  readonly #isAnyAddress: boolean;

  /** @param host that the server listens on. */
  constructor(host: string, port: number) {
    const names = ["localhost", "127.0.0.1", "[::1]", hostInUrl(host).toLowerCase()];
    this.#isAnyAddress = host === "0.0.0.0" || host === "::";
    if (this.#isAnyAddress) names.push(hostname().toLowerCase());
    this.#hosts = new Set(names.flatMap((name) => spellings(name, port)));
    this.#port = port;
  }

  /**
   * @param given the `Host` of a request, if it has one.
   * @param localAddress address of this machine that its connection leads to: no other site can have it for a name.
   */
  has(given: string | undefined, localAddress: string | undefined): boolean {
    if (given === undefined) return false;
    const host = given.toLowerCase();
    if (this.#hosts.has(host)) return true;
    if (!this.#isAnyAddress || localAddress === undefined) return false;
    const address = hostInUrl(localAddress.replace(/^::ffff:(?=[\d.]+$)/u, ""));
    return spellings(address, this.#port).includes(host);
  }
}

/** Clients leave out the port that is the usual one. */
function spellings(name: string, port: number): readonly string[] {
  return port === 80 ? [name, `${name}:80`] : [`${name}:${port}`];
}
