/**
 * A service that reads the frames it gets and counts them, in a process of its own.
 *
 * usage: counting-service.ts [WORK_MS]   -> its address, as the first line of standard output
 *
 * POST anything   a frame as multipart/form-data; answers with the number of its bytes
 * GET /counts     the counts since the last such question, which sets them back
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Counts } from "./counts.ts";

/** How long it seems to work on a frame. */
const workMs = Number(process.argv[2] ?? 0);
let frames = 0;
let imageBytes = 0;
let malformed = 0;
let cpuBefore = process.cpuUsage();

const server = createServer((request, response) => {
  if (request.method === "POST") return countFrame(request, response);
  answer(response, takeCounts());
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}/frames\n`);
});

/** Reads the whole body and keeps only the length of the image, so that little time goes by in here. */
function countFrame(request: IncomingMessage, response: ServerResponse): void {
  const boundary = /boundary="?([^";]+)/u.exec(request.headers["content-type"] ?? "")?.[1] ?? "";
  const tailLength = boundary.length + 8;
  let start: Buffer = Buffer.alloc(0);
  let headLength = 0;
  let byteLength = 0;
  request.on("data", (chunk: Buffer) => {
    byteLength += chunk.length;
    if (headLength > 0) return;
    start = start.length === 0 ? chunk : Buffer.concat([start, chunk]);
    headLength = start.indexOf("\r\n\r\n") + 4;
    if (headLength < 4) headLength = 0;
  });
  request.on("end", () => {
    const bytes = byteLength - headLength - tailLength;
    const isFrame = boundary !== "" && headLength > 0 && bytes > 0;
    if (isFrame) frames += 1;
    else malformed += 1;
    imageBytes += isFrame ? bytes : 0;
    const say = (): void => answer(response, { ok: isFrame, bytes }, isFrame ? 200 : 400);
    if (workMs > 0) setTimeout(say, workMs);
    else say();
  });
}

function takeCounts(): Counts {
  const { user, system } = process.cpuUsage(cpuBefore);
  const counts = { frames, imageBytes, malformed, cpuMs: (user + system) / 1000 };
  [frames, imageBytes, malformed] = [0, 0, 0];
  cpuBefore = process.cpuUsage();
  return counts;
}

function answer(response: ServerResponse, content: object, status = 200): void {
  const text = JSON.stringify(content);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}
