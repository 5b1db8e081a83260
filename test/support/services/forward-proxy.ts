import { once } from "node:events";
import {
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

/** A proxy as Squid is one: requests by a whole address, and tunnels. */
export interface ForwardProxy extends AsyncDisposable {
  readonly url: string;
  /** `POST http://host/path` or `CONNECT host:443`, each that came. */
  readonly seen: readonly string[];
  /** `Proxy-Authorization` of each of them. */
  readonly credentials: readonly (string | undefined)[];
  /** Status with which it answers itself from now on; `null` leads on to the service. */
  refusal: number | null;
  /** Ends every connection that it leads on, as a network that goes away. */
  readonly cut: () => void;
}

/** Starts it on a free loopback port. */
export async function startForwardProxy(): Promise<ForwardProxy> {
  const proxy = new NodeForwardProxy();
  await proxy.listen();
  return proxy;
}

class NodeForwardProxy implements ForwardProxy {
  refusal: number | null = null;
  readonly seen: string[] = [];
  readonly credentials: (string | undefined)[] = [];
  readonly #tunnels = new Set<Socket>();
  readonly #server: Server = createServer((incoming, response) =>
    this.#forward(incoming, response),
  );

  async listen(): Promise<void> {
    this.#server.on("connect", (incoming, client: Socket, head) =>
      this.#tunnel(incoming, client, head),
    );
    await once(this.#server.listen(0, "127.0.0.1"), "listening");
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  cut(): void {
    for (const socket of this.#tunnels) socket.destroy();
    this.#server.closeAllConnections();
  }

  #note({ method = "", url = "", headers }: IncomingMessage): void {
    this.seen.push(`${method} ${url}`);
    this.credentials.push(headers["proxy-authorization"]);
  }

  #forward(incoming: IncomingMessage, response: ServerResponse): void {
    this.#note(incoming);
    if (this.refusal !== null) {
      incoming.resume().on("end", () => {
        response.writeHead(this.refusal ?? 500, { "x-squid-error": "ERR_ACCESS_DENIED 0" });
        response.end("refused");
      });
      return;
    }
    const { "proxy-authorization": _, ...headers } = incoming.headers;
    const onward = request(incoming.url ?? "", { method: incoming.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () =>
      response.headersSent ? response.destroy() : response.writeHead(502).end(),
    );
    response.on("close", () => onward.destroy());
    incoming.pipe(onward);
  }

  #tunnel(incoming: IncomingMessage, client: Socket, head: Buffer): void {
    this.#note(incoming);
    client.on("error", () => {});
    if (this.refusal !== null) {
      client.end(`HTTP/1.1 ${this.refusal} Refused\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const { hostname, port } = new URL(`http://${incoming.url}`);
    const service = connect(Number(port), hostname, () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      service.write(head);
      service.pipe(client).pipe(service);
    });
    for (const socket of [service, client]) {
      this.#tunnels.add(socket);
      socket.on("error", () => client.destroy()).on("close", () => service.destroy());
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#tunnels) socket.destroy();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}
