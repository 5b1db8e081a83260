/** The least that Node and undici take for a request: an image is read and posted, and what fails ends the process. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { Client } from "undici";

const HEAD = Buffer.from(
  '--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n',
);
const TAIL = Buffer.from("\r\n--x--\r\n");
const HEADERS = { "content-type": "multipart/form-data; boundary=x" };

/** Each image that is under way has a connection and a buffer of its own, which the next one takes over. */
export class BareSender {
  readonly #address: URL;
  readonly #idle: { client: Client; buffer: Buffer }[] = [];

  constructor(address: string) {
    this.#address = new URL(address);
  }

  /** @param answered called once its answer is complete. */
  send(path: string, answered: () => void): void {
    const lane = this.#idle.pop() ?? {
      client: new Client(this.#address.origin),
      buffer: Buffer.alloc(1024 * 1024),
    };
    const body = read(path, lane.buffer);
    lane.client.dispatch(
      { method: "POST", path: this.#address.pathname, headers: HEADERS, body },
      {
        onRequestStart: () => {},
        onResponseStart: () => {},
        onResponseData: () => {},
        onResponseEnd: () => {
          this.#idle.push(lane);
          answered();
        },
        onResponseError: (_controller, error) => {
          throw error;
        },
      },
    );
  }

  /** Ends the idle connections. */
  async close(): Promise<void> {
    await Promise.all(this.#idle.map(async ({ client }) => await client.close()));
  }
}

function read(path: string, buffer: Buffer): Buffer {
  const descriptor = openSync(path, "r");
  const { size } = fstatSync(descriptor);
  HEAD.copy(buffer);
  readSync(descriptor, buffer, HEAD.length, size, 0);
  closeSync(descriptor);
  TAIL.copy(buffer, HEAD.length + size);
  return buffer.subarray(0, HEAD.length + size + TAIL.length);
}
