import { once } from "node:events";
import { createServer } from "node:tls";
import type { AddressInfo, Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { ConnectionPool } from "../../../src/submitter/http/connection-pool.ts";
import { probeSender } from "../../../src/submitter/http/probe-sender.ts";
import { startRawService } from "../../support/services/raw-service.ts";

const LONG_MS = 20_000;
const never = new AbortController().signal;
const POST = { headers: {}, body: Buffer.from("an image") };
const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

async function post(url: string): ReturnType<ConnectionPool["post"]> {
  await using connections = new ConnectionPool(url, 1, LONG_MS);
  return await connections.post(POST, never);
}

async function ask(url: string): ReturnType<ReturnType<typeof probeSender>> {
  return await probeSender({}, LONG_MS)({ method: "GET", address: url }, never);
}

function writeAll(socket: Socket, text: string): void {
  socket.end(Buffer.from(text, "latin1"));
}

const UNDERSTOOD: readonly (readonly [string, string])[] = [
  ["100 Continue", `HTTP/1.1 100 Continue\r\n\r\n${OK}`],
  ["102 Processing", `HTTP/1.1 102 Processing\r\n\r\n${OK}`],
  ["103 Early Hints", `HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n${OK}`],
  ["a status 1xx of the service's own", `HTTP/1.1 199 Soon\r\nconnection: close\r\n\r\n${OK}`],
  [
    "several in a row",
    `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 100 Go\n\n${OK}`,
  ],
  ["lines that end with a bare LF", "HTTP/1.1 200 OK\ncontent-length: 2\n\nok"],
  ["one line that does", "HTTP/1.1 200 OK\r\nx: y\ncontent-length: 2\r\n\r\nok"],
  ["a length beside chunks", `${CHUNKED("content-length: 2\r\n")}2\r\nok\r\n0\r\n\r\n`],
  ["a wrong length beside chunks", `${CHUNKED("content-length: 9\r\n")}2\r\nok\r\n0\r\n\r\n`],
  ["the same length twice", "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nContent-Length: 2\r\n\r\nok"],
  ["the same length twice in a line", "HTTP/1.1 200 OK\r\ncontent-length: 2, 2\r\n\r\nok"],
  ["a folded line", "HTTP/1.1 200 OK\r\nx: y\r\n  z\r\ncontent-length: 2\r\n\r\nok"],
  ["a header of 40 KB", OK.replace("\r\n\r\n", `\r\nx: ${"y".repeat(40_000)}\r\n\r\n`)],
  ["a blank line before it", `\r\n${OK}`],
  ["no reason behind the status", OK.replace(" OK", "")],
  ["HTTP/1.0 without a length", "HTTP/1.0 200 OK\r\n\r\nok"],
];

function CHUNKED(more: string): string {
  return `HTTP/1.1 200 OK\r\n${more}transfer-encoding: chunked\r\n\r\n`;
}

describe("P46: an answer with", () => {
  test.each(UNDERSTOOD)("%s is read, posted once, and asked for alike", async (_, text) => {
    await using service = await startRawService((socket) => writeAll(socket, text));
    const expected = { status: 200, body: Buffer.from("ok") };
    expect(await post(service.url)).toMatchObject(expected);
    expect(service.connectionCount).toBe(1);
    expect(await ask(service.url)).toMatchObject(expected);
  });

  test.each(UNDERSTOOD.filter(([, text]) => text.length < 1000))(
    "%s is read, too, where each byte comes by itself",
    async (_, text) => {
      await using service = await startRawService((socket) => {
        socket.setNoDelay(true);
        const bytes = [...Buffer.from(text, "latin1")];
        const next = (): void => {
          const byte = bytes.shift();
          if (byte === undefined) socket.end();
          else socket.write(Buffer.from([byte]), () => setImmediate(next));
        };
        next();
      });
      expect(await post(service.url)).toMatchObject({ status: 200, body: Buffer.from("ok") });
    },
  );
});

test("P46: interim answers come before each answer of a kept connection, and none is lost", async () => {
  await using service = await startRawService((socket) => {
    const answer = (): void =>
      void socket.write(`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\n\r\n${OK}`);
    socket.on("data", answer);
    answer();
  });
  await using connections = new ConnectionPool(service.url, 1, LONG_MS);
  for (let count = 0; count < 20; count += 1)
    expect(await connections.post(POST, never)).toMatchObject({ status: 200 });
  expect(service.connectionCount).toBe(1);
});

test("P46: bytes behind an answer that belong to none cost no other request its attempt", async () => {
  let servedCount = 0;
  await using service = await startRawService((socket) => {
    servedCount += 1;
    socket.write(`${OK}and more`);
  });
  await using connections = new ConnectionPool(service.url, 1, LONG_MS);
  const posts = Array.from({ length: 10 }, async () => await connections.post(POST, never));
  for (const outcome of await Promise.all(posts)) expect(outcome).toMatchObject({ status: 200 });
  expect(servedCount).toBe(10);
});

describe("P46: a broken answer is posted once, and its fault is named:", () => {
  test.each([
    [
      "two lengths",
      "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
      /names two lengths \(content-length: 1 and 2\); fix/u,
    ],
    ["wrong chunk sizes", `${CHUNKED("")}zz\r\nok\r\n`, /chunk size/u],
    ["no status", "HTTP/1.1 abc OK\r\n\r\n", /begins with "HTTP\/1.1 abc OK" instead of/u],
    ["a field without a name", "HTTP/1.1 200 OK\r\n: x\r\n\r\n", /not valid HTTP: .+; fix/u],
    ["a length that is none", "HTTP/1.1 200 OK\r\ncontent-length: two\r\n\r\n", /Content-Length/u],
    ["101 unasked", "HTTP/1.1 101 Switch\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n", /101/u],
    ["a header of 70 KB", `HTTP/1.1 200 OK\r\nx: ${"y".repeat(70_000)}`, /larger than 64 KiB/u],
  ])("%s", async (_, text, reason) => {
    await using service = await startRawService((socket) => void socket.write(text));
    const expected = { fault: "malformed", isAnswered: true };
    expect(await post(service.url)).toEqual({
      ...expected,
      reason: expect.stringMatching(reason),
    });
    expect(service.connectionCount).toBe(1);
    expect(await ask(service.url)).toMatchObject(expected);
  });

  test.each([
    ["SSH", "SSH-2.0-OpenSSH_9.2\r\n", /SSH server.+HTTP/u],
    ["SMTP", "220 mail.example.org ESMTP\r\n", /mail or file server/u],
    ["Redis", "-ERR wrong number of arguments\r\n", /Redis/u],
    ["RTSP", "RTSP/1.0 400 Bad Request\r\n\r\n", /camera.+RTSP/u],
    ["gRPC", "\0\0\x06\x04\0\0\0\0\0\0\x05\0\0@\0", /HTTP\/2 only, as gRPC.+8000/u],
    ["a TLS alert", "\x15\x03\x01\0\x02\x02\x46", /speaks TLS: use https:/u],
    ["words", "hello there\r\n", /does not speak HTTP \(it says "hello there"\)/u],
    [
      "nginx at its TLS port",
      `HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n<html>The plain HTTP request was sent to HTTPS port`,
      /speaks TLS: use https:/u,
    ],
    [
      "Go at its TLS port",
      "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n",
      /speaks TLS: use https:/u,
    ],
  ])("%s", async (_, text, reason) => {
    const requests: string[] = [];
    await using service = await startRawService((socket, bytes) => {
      requests.push(bytes.toString("latin1", 0, 4));
      writeAll(socket, text);
    });
    const expected = {
      fault: "wrongProtocol",
      isAnswered: true,
      reason: expect.stringMatching(reason),
    };
    expect(await post(service.url)).toEqual(expected);
    expect(requests.filter((method) => method === "POST")).toHaveLength(1);
    expect(await ask(service.url)).toEqual(expected);
  });
});

test("P46: junk that only one request got is an answer that broke off, to be tried again", async () => {
  await using service = await startRawService((socket, bytes) =>
    writeAll(socket, bytes.toString("latin1", 0, 4) === "POST" ? "SSH-2.0-junk\r\n" : OK),
  );
  expect(await post(service.url)).toMatchObject({ fault: "truncated", isAnswered: true });
});

test("P45: http:// to a port that speaks TLS and closes without a word is recognized", async () => {
  // Without a certificate, it ends each handshake with an alert; what is none, it ends silently.
  const server = createServer();
  let refusedCount = 0;
  server.on("tlsClientError", () => (refusedCount += 1));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const misdirected = {
      fault: "wrongProtocol",
      reason: "this port speaks TLS: use https:// instead of http://",
    };
    expect(await ask(url)).toMatchObject(misdirected);
    await using connections = new ConnectionPool(url, 1, LONG_MS);
    const faults = [];
    for (let count = 0; count < 3; count += 1) faults.push(await connections.post(POST, never));
    expect(faults).toMatchObject([{ fault: "reset" }, { fault: "reset" }, misdirected]);
    expect(refusedCount).toBeGreaterThanOrEqual(4);
  } finally {
    server.close();
  }
});

test.each([
  ["HTTP", "HTTP/1.1 400 Bad Request\r\n\r\n", /speaks plain HTTP: use http:/u],
  ["SSH", "SSH-2.0-OpenSSH_9.2\r\n", /SSH server/u],
])("P45: https:// to a port of plain %s is recognized", async (_, text, reason) => {
  await using service = await startRawService((socket) => writeAll(socket, text));
  const url = service.url.replace("http:", "https:");
  const expected = { fault: "wrongProtocol", reason: expect.stringMatching(reason) };
  expect(await post(url)).toMatchObject(expected);
  expect(await ask(url)).toMatchObject(expected);
});
