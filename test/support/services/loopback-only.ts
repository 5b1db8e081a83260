/**
 * Loaded before a program that would listen to the whole network (`node --import`): it listens on
 * loopback alone, and says on standard error where.
 */
import { type AddressInfo, Server } from "node:net";

const listen = Reflect.get(Server.prototype, "listen") as (...given: unknown[]) => Server;

Server.prototype.listen = function listenOnLoopback(this: Server, port: unknown): Server {
  this.once("listening", () => {
    const address = this.address() as AddressInfo;
    process.stderr.write(`http://127.0.0.1:${address.port}\n`);
  });
  return listen.call(this, { host: "127.0.0.1", port });
};
