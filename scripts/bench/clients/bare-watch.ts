/**
 * The least that Node and undici take: the system tells of a new file, which is read, posted and deleted.
 * It keeps no record, looks at no content, and loses what fails: the floor under a program of our kind.
 *
 * usage: bare-watch.ts FOLDER URL   -> runs until it is stopped
 */
import { closeSync, existsSync, fstatSync, openSync, readSync, unlinkSync, watch } from "node:fs";
import { join } from "node:path";
import { Client } from "undici";

const [folder = "", address = ""] = process.argv.slice(2);
const { origin, pathname } = new URL(address);
const HEAD = Buffer.from(
  '--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n',
);
const TAIL = Buffer.from("\r\n--x--\r\n");
const HEADERS = { "content-type": "multipart/form-data; boundary=x" };
const idle: { client: Client; buffer: Buffer }[] = [];

watch(folder, (_, name) => {
  if (name !== null && existsSync(join(folder, name))) deliver(join(folder, name));
});

function deliver(path: string): void {
  const lane = idle.pop() ?? { client: new Client(origin), buffer: Buffer.alloc(1024 * 1024) };
  const body = read(path, lane.buffer);
  lane.client.dispatch(
    { method: "POST", path: pathname, headers: HEADERS, body },
    {
      onRequestStart: () => {},
      onResponseStart: () => {},
      onResponseData: () => {},
      onResponseEnd: () => {
        unlinkSync(path);
        idle.push(lane);
      },
      onResponseError: (_controller, error) => {
        throw error;
      },
    },
  );
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
