/**
 * A service that notes when the first byte of each request arrives, in a process of its own.
 *
 * usage: first-byte-service.ts [WORK_MS]   -> its address, as the first line of standard output
 *
 * POST anything         a frame as multipart/form-data with a file name; answers 200
 * GET /arrivals         `[name, milliseconds of the system's monotonic clock]` of each, which sets them back
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { monotonicMs } from "../harness/monotonic.ts";

/** Simulated work per frame, for any number of frames at once, in milliseconds. */
const workMs = Number(process.argv[2] ?? 0);
let arrivals: (readonly [string, number])[] = [];

const server = createServer((request, response) => {
  const arrivedAtMs = monotonicMs();
  if (request.method === "POST") return takeFrame(request, response, arrivedAtMs);
  const content = JSON.stringify(arrivals);
  arrivals = [];
  response.end(content);
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}/frames\n`);
});

function takeFrame(request: IncomingMessage, response: ServerResponse, arrivedAtMs: number): void {
  let isNamed = false;
  request.on("data", (chunk: Buffer) => {
    const name = isNamed
      ? undefined
      : /filename="([^"]*)"/u.exec(chunk.toString("latin1", 0, 1024))?.[1];
    if (name === undefined) return;
    isNamed = true;
    arrivals.push([name, arrivedAtMs]);
  });
  request.on("end", () => {
    response.setHeader("content-type", "application/json");
    const answer = (): unknown => response.end('{"ok":true}');
    if (workMs > 0) setTimeout(answer, workMs);
    else answer();
  });
}
