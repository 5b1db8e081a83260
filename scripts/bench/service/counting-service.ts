/**
 * A service that reads the frames it gets and counts them, in a process of its own.
 *
 * usage: counting-service.ts [WORK_MS [SOCKET]]   -> its address, as the first line of standard output
 *
 * It serves the Unix socket, too, if it is given one.
 *
 * POST anything   a frame in one of the bodies that `imageByteLength` knows; answers with its length,
 *                 and with 422 to each file in a form whose number is a multiple of N after `?refuse=N`
 * GET /counts     the counts since the last such question, which sets them back
 * GET anything    what KServe's protocol v2 tells of a server and of a model
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Counts } from "./counts.ts";
import { BodyEnds, imageByteLength } from "./image-byte-length.ts";

/** Simulated work per frame, in milliseconds. */
const workMs = Number(process.argv[2] ?? 0);
let frames = 0;
let imageBytes = 0;
let malformed = 0;
let cpuBefore = process.cpuUsage();

const socket = process.argv[3];
if (socket !== undefined) await once(createServer(serve).listen(socket), "listening");
const server = createServer(serve).listen(0, "127.0.0.1");
await once(server, "listening");
process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}/frames\n`);

function serve(request: IncomingMessage, response: ServerResponse): void {
  if (request.method === "POST") return countFrame(request, response);
  answer(response, request.url === "/counts" ? takeCounts() : ABOUT);
}

const ABOUT = {
  name: "counting",
  extensions: ["binary_tensor_data"],
  inputs: [{ name: "image", datatype: "BYTES", shape: [1] }],
};

/** Reads the whole body and keeps only its two ends, so that this takes little time. */
function countFrame(request: IncomingMessage, response: ServerResponse): void {
  const body = new BodyEnds();
  request.on("data", (chunk: Buffer) => body.add(chunk));
  request.on("end", () => {
    const bytes = imageByteLength(request.headers, body);
    const isFrame = bytes > 0;
    if (isFrame) frames += 1;
    else malformed += 1;
    imageBytes += bytes;
    const isRejected = isFrame && isPoison(request, body.start.toString("latin1"));
    const content = { ok: isFrame && !isRejected, bytes, outputs: [] };
    const say = (): void => answer(response, content, statusOf(isFrame, isRejected));
    if (workMs > 0) setTimeout(say, workMs);
    else say();
  });
}

/** @param head beginning of the body, which contains the file name. */
function isPoison(request: IncomingMessage, head: string): boolean {
  const refused = /[?&]refuse=(\d+)/u.exec(request.url ?? "")?.[1];
  if (refused === undefined) return false;
  return Number(/(\d+)\.jpg"/u.exec(head)?.[1]) % Number(refused) === 0;
}

function statusOf(isFrame: boolean, isRejected: boolean): number {
  if (!isFrame) return 400;
  return isRejected ? 422 : 200;
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
