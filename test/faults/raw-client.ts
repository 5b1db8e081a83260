import { connect, type Socket } from "node:net";

/** What came back over a connection, and how it ended. */
export interface RawAnswer {
  /** Every byte as one character. */
  readonly text: string;
  /** Lengths of the pieces in which it came. */
  readonly pieces: readonly number[];
  /** `fin` a clean close, `rst` a broken connection, `open` neither within the patience. */
  readonly ending: "fin" | "rst" | "open";
}

/** A connection that speaks bytes, to see how an answer looks on the wire. */
export class RawClient implements Disposable {
  readonly #socket: Socket;

  constructor(url: string) {
    this.#socket = connect(Number(new URL(url).port), "127.0.0.1").setNoDelay(true);
    this.#socket.on("error", () => {});
  }

  /** Sends bytes and listens until the connection ends, or for `patienceMs`, or until the answer is well. */
  exchange(request: Buffer | string, patienceMs = 10_000): Promise<RawAnswer> {
    return new Promise((resolve) => {
      const chunks: Buffer[] = [];
      const onData = (bytes: Buffer): void => {
        chunks.push(bytes);
        if (isKeptAliveAndWell(Buffer.concat(chunks).toString("latin1"))) settle("open");
      };
      const settle = (ending: RawAnswer["ending"]): void => {
        clearTimeout(timer);
        this.#socket.off("data", onData);
        const text = Buffer.concat(chunks).toString("latin1");
        resolve({ text, pieces: chunks.map(({ length }) => length), ending });
      };
      const timer = setTimeout(() => settle("open"), patienceMs);
      this.#socket.once("end", () => settle("fin")).once("error", () => settle("rst"));
      this.#socket.on("data", onData).write(request);
    });
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}

/** One exchange over a connection of its own. */
export async function rawExchange(
  url: string,
  request: Buffer | string,
  patienceMs?: number,
): Promise<RawAnswer> {
  using client = new RawClient(url);
  return await client.exchange(request, patienceMs);
}

/** A whole request that posts these bytes as they are. */
export function rawPost(body: Buffer | string, headers: readonly string[] = []): Buffer {
  const bytes = Buffer.from(body);
  const head = ["POST / HTTP/1.1", "host: x", `content-length: ${bytes.length}`, ...headers];
  return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), bytes]);
}

/** The oracle's usual answer, after which the connection stays open. */
function isKeptAliveAndWell(text: string): boolean {
  return text.includes("keep-alive") && text.endsWith('{"ok":true}');
}
