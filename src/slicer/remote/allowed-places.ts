/** Decides where an address may lead by redirects and playlists. */
export class AllowedPlaces {
  readonly #origin: string;
  readonly #hosts: ReadonlySet<string>;

  /**
   * @param origin of the address: scheme, host and port (RFC 6454).
   * @param hosts further ones, such as `cdn.example` (any port, http and https) and `cdn.example:8443`.
   */
  constructor(origin: string, hosts: readonly string[]) {
    this.#origin = origin;
    this.#hosts = new Set(hosts.map((host) => host.toLowerCase()));
  }

  isOwn({ origin }: URL): boolean {
    return origin === this.#origin;
  }

  allows(url: URL): boolean {
    const { protocol, hostname, port } = url;
    if (!/^https?:$/u.test(protocol)) return false;
    if (this.isOwn(url) || this.#hosts.has(hostname)) return true;
    return this.#hosts.has(`${hostname}:${port || (protocol === "https:" ? "443" : "80")}`);
  }
}
