import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { FaultPlan } from "../fault-plan.ts";
import { Passage } from "./passage.ts";
import type { LineConditions, ProxyAction, ProxyCounts, ProxyFault } from "./proxy-fault.ts";
import { listenOn } from "../../../scripts/bench/service/free-port.ts";

/** A TCP proxy on loopback that misbehaves on demand. */
export class TcpProxy {
  readonly #passages = new Set<Passage>();
  #server: Server | null = null;
  #port = 0;
  #servicePort = 0;
  #plan = new FaultPlan<ProxyAction>([], 0);
  #conditions: LineConditions = {};
  #connections = 0;
  #exchanges = 0;

  /** Listens on a free loopback port; returns the address, without a slash at its end. */
  async listen(servicePort: number): Promise<string> {
    this.#servicePort = servicePort;
    await this.accept();
    return `http://127.0.0.1:${this.#port}`;
  }

  setFaults(faults: readonly ProxyFault[]): void {
    this.#plan = new FaultPlan(faults, performance.now());
  }

  setConditions(conditions: LineConditions): void {
    this.#conditions = conditions;
  }

  /** Breaks every connection (RST), and from now on lets the kernel refuse new ones. */
  async refuse(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    server?.close();
    for (const passage of this.#passages) passage.break();
    if (server !== null) await once(server, "close");
  }

  /** Takes connections again, under the same address. */
  async accept(): Promise<void> {
    if (this.#server !== null) return;
    const server = createServer({ allowHalfOpen: true }, (client) => this.#carry(client));
    // Below the ports of outgoing connections: while nothing listens here, no client can connect to itself.
    this.#port = await listenOn(server, this.#port);
    this.#server = server;
  }

  counts(): ProxyCounts {
    return {
      connections: this.#connections,
      exchanges: this.#exchanges,
      fired: this.#plan.fired,
    };
  }

  #carry(client: Socket): void {
    this.#connections += 1;
    const service = connect({
      port: this.#servicePort,
      host: "127.0.0.1",
      allowHalfOpen: true,
      noDelay: true,
    });
    client.setNoDelay(true);
    const passage = new Passage(client, service, {
      plan: () => this.#plan,
      conditions: () => this.#conditions,
      onExchange: () => (this.#exchanges += 1),
    });
    this.#passages.add(passage);
    client.once("close", () => this.#passages.delete(passage));
  }
}
