import { isIPv6, type AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { FrameferryError } from "../core/errors.ts";
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
    throw portError(port, host, cause as NodeJS.ErrnoException);
  }
  return (server.server.address() as AddressInfo).port;
}

function portError(port: number, host: string, cause: NodeJS.ErrnoException): FrameferryError {
  const [why, remedy] = whyAndRemedy(cause);
  const message = `The demo service cannot listen on ${host}, port ${port}: ${why}.`;
  const code = "ERR_PORT_UNUSABLE";
  return new FrameferryError({ code, kind: "environment", message, remedy, cause });
}

function whyAndRemedy({ code, message }: NodeJS.ErrnoException): [why: string, remedy: string] {
  if (code === "EADDRINUSE") {
    return ["another program uses the port", "Choose another port, or 0 for a free one."];
  }
  if (code === "EACCES") {
    return ["this user may not open the port", "Choose a port above 1023, or 0 for a free one."];
  }
  return [message, "Check the host: 127.0.0.1 is this machine alone, 0.0.0.0 lets others in."];
}

/** Host for clients on this machine, in URL syntax. */
function reachableHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return isIPv6(host) ? `[${host}]` : host;
}
