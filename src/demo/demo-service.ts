import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { reachableHost } from "../core/service/listen-host.ts";
import { portError } from "../core/service/port-error.ts";
import { setUpDecoder } from "./decode-image.ts";
import { demoSettings, type DemoServiceOptions } from "./demo-options.ts";
import { buildDemoServer } from "./demo-server.ts";
import { FrameWork } from "./frame-work.ts";

/** A running demo service. Disposing it frees the port at once; running requests are cut off. */
export interface DemoService extends AsyncDisposable {
  /** Address for frames, e.g. `http://127.0.0.1:41234/predict`. */
  readonly url: string;
  /** TCP port. */
  readonly port: number;
  /** Number of complete uploads so far, whatever the answer. */
  readonly framesSeen: number;
}

/** Starts a service that does a little real work on each frame: it returns image statistics, no model. */
export async function startDemoService(options: DemoServiceOptions = {}): Promise<DemoService> {
  const settings = demoSettings(options);
  setUpDecoder();
  const work = new FrameWork(settings);
  const server = buildDemoServer(settings, work);
  const port = await listen(server, settings.port, settings.host);
  return {
    url: `http://${reachableHost(settings.host)}:${port}/predict`,
    port,
    get framesSeen() {
      return work.framesSeen;
    },
    [Symbol.asyncDispose]: async () => {
      await server.close();
    },
  };
}

async function listen(server: FastifyInstance, port: number, host: string): Promise<number> {
  try {
    await server.listen({ port, host });
  } catch (cause) {
    await server.close();
    throw portError("The demo service", { host, port }, cause as NodeJS.ErrnoException);
  }
  return (server.server.address() as AddressInfo).port;
}
