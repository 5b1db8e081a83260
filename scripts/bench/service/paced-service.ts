/**
 * A service that works on one frame at a time, for the same time each, in a process of its own.
 *
 * usage: paced-service.ts MS   -> its address, as the first line of standard output
 *
 * Frames wait for each other by the clock and not by their timers, so that a late timer takes nothing
 * of its capacity.
 */
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const workMs = Number(process.argv[2]);
const ANSWER = JSON.stringify({ ok: true });
let freeAtMs = 0;

const server = createServer((request, response) => {
  request.resume().on("end", () => work(response));
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}/frames\n`);
});

function work(response: ServerResponse): void {
  const nowMs = performance.now();
  freeAtMs = Math.max(freeAtMs, nowMs) + workMs;
  setTimeout(() => {
    response.writeHead(200, {
      "content-type": "application/json",
      "content-length": ANSWER.length,
    });
    response.end(ANSWER);
  }, freeAtMs - nowMs);
}
