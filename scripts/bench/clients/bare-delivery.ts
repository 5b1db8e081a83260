/**
 * The least that Node and undici take: the system tells of a new file, which is read, posted and deleted.
 * It keeps no record, looks at no content, and loses what fails: the floor under a program of our kind.
 */
import { closeSync, existsSync, fstatSync, openSync, readSync, unlinkSync, watch } from "node:fs";
import { join } from "node:path";
import { Client } from "undici";

const HEAD = Buffer.from(
  '--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n',
);
const TAIL = Buffer.from("\r\n--x--\r\n");
const HEADERS = { "content-type": "multipart/form-data; boundary=x" };

/** Posts each image that is renamed into a folder. */
export class BareDelivery {
  readonly #folder: string;
  readonly #address: URL;
  readonly #idle: { client: Client; buffer: Buffer }[] = [];
  readonly #watching: ReturnType<typeof watch>;

  constructor(folder: string, address: string) {
    this.#folder = folder;
    this.#address = new URL(address);
    this.#watching = watch(folder, (_, name) => {
      if (name?.endsWith(".jpg") === true && existsSync(join(folder, name))) this.#deliver(name);
    });
  }

  /** Ends the watch and the idle connections. */
  async close(): Promise<void> {
    this.#watching.close();
    await Promise.all(this.#idle.map(async ({ client }) => await client.close()));
  }

  #deliver(name: string): void {
    const path = join(this.#folder, name);
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
          unlinkSync(path);
          this.#idle.push(lane);
        },
        onResponseError: (_controller, error) => {
          throw error;
        },
      },
    );
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
