import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { connect, createServer as createRawServer } from "node:net";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ConnectionPool, type PostRequest } from "../../../src/submitter/http/connection-pool.ts";
import { probeSender } from "../../../src/submitter/http/probe-sender.ts";
import { openTransport } from "../../../src/submitter/http/transport.ts";
import { type TemporaryFolder, temporaryFolder } from "../../support/files/temporary-folder.ts";

const POST: PostRequest = {
  headers: { "content-type": "image/jpeg" },
  body: Buffer.from("an image"),
};
const LONG_MS = 20_000;
const never = new AbortController().signal;

let folder: TemporaryFolder;
let socket: string;
let address: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  socket = join(folder.path, "model.sock");
  address = `http+unix://${encodeURIComponent(socket)}/predict?a=b`;
});
afterEach(async () => await folder[Symbol.asyncDispose]());

interface Received {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** An HTTP service at the socket that keeps what it gets. */
async function serve(): Promise<AsyncDisposable & { readonly requests: Received[] }> {
  const requests: Received[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method, url, headers } = request;
    requests.push({ method, path: url, headers, body: await buffer(request) });
    response.end("seen");
  };
  const server = createServer((request, response) => void answer(request, response)).listen(socket);
  await once(server, "listening");
  return {
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

describe("a service at a Unix socket", () => {
  test("gets requests and questions, over kept connections, at the host localhost", async () => {
    await using service = await serve();
    await using connections = new ConnectionPool(address, 1, LONG_MS);
    for (const _ of Array(3))
      expect(await connections.post(POST, never)).toMatchObject({
        status: 200,
        body: Buffer.from("seen"),
        isBodyTaken: true,
      });
    const question = { method: "GET", address } as const;
    expect(await probeSender({}, LONG_MS)(question, never)).toMatchObject({ status: 200 });
    const frame = {
      method: "POST",
      path: "/predict?a=b",
      headers: { host: "localhost", "content-type": "image/jpeg" },
      body: POST.body,
    };
    expect(service.requests).toMatchObject([
      frame,
      frame,
      frame,
      { method: "GET", path: "/predict?a=b", headers: { host: "localhost" } },
    ]);
  });

  test("gets the user name and password that stand before it", async () => {
    await using service = await serve();
    const withLogin = address.replace("://", "://anna:secret@");
    await using connections = new ConnectionPool(withLogin, 1, LONG_MS);
    await connections.post(POST, never);
    expect(service.requests[0]?.headers.authorization).toBe(`Basic ${btoa("anna:secret")}`);
  });

  test("is reached without the proxy that everything else goes through", async () => {
    await using service = await serve();
    const options = { caFile: null, cert: null, key: null, insecure: false };
    const transport = openTransport({ ...options, proxy: "http://127.0.0.1:9" }, {}, () => {});
    await using connections = new ConnectionPool(address, 1, LONG_MS, {}, transport);
    expect(await connections.post(POST, never)).toMatchObject({ status: 200 });
    const question = { method: "GET", address } as const;
    const ask = probeSender({}, LONG_MS, transport);
    expect(await ask(question, never)).toMatchObject({ status: 200 });
    expect(service.requests).toHaveLength(2);
  });

  test("may let more connections wait than its queue holds, and answers all of them", async () => {
    const served = spawn("python3", ["-c", SLOW_TO_ACCEPT, socket]);
    const log = vi.fn<(text: Buffer) => void>();
    served.stderr.on("data", log);
    await once(served.stdout, "data");
    await using connections = new ConnectionPool(address, 8, LONG_MS);
    const posts = Array.from({ length: 8 }, () => connections.post(POST, never));
    // Its queue is full, so that the system refuses one more.
    const refused = connect(socket);
    const [error] = (await once(refused, "error")) as [NodeJS.ErrnoException];
    expect(error.code).toBe("EAGAIN");
    served.stdin.end();
    for (const answer of await Promise.all(posts)) expect(answer).toMatchObject({ status: 200 });
    served.kill();
    await once(served, "close");
    expect(log).not.toHaveBeenCalled();
  });

  test("that accepts none answers nobody in time, and is not reachable where its queue is full", async () => {
    const served = spawn("python3", ["-c", SLOW_TO_ACCEPT, socket]);
    await once(served.stdout, "data");
    await using connections = new ConnectionPool(address, 4, 500);
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => connections.post(POST, never)),
    );
    served.kill();
    await once(served, "close");
    // Those in the queue get no answer; those that do not get there have no connection, or are out of time as well.
    for (const answer of answers)
      expect([
        {
          fault: "timeout",
          reason: expect.stringMatching(/^no (?:whole )?answer within 500 ms$/u),
        },
        {
          fault: "unreachable",
          reason:
            "the service does not accept connections: as many wait at its socket as it lets wait",
        },
      ]).toContainEqual(answer);
  });
});

/** Accepts nothing until its standard input ends. */
const SLOW_TO_ACCEPT = `
import socket, sys, threading
server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1])
server.listen(0)
print("listens", flush=True)
sys.stdin.read()
def answer(connection):
    data = b""
    while b"an image" not in data:
        data += connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\\r\\ncontent-length: 2\\r\\n\\r\\nok")
while True:
    threading.Thread(target=answer, args=(server.accept()[0],), daemon=True).start()
`;

describe("a Unix socket that is no service", () => {
  const faultOf = async (): Promise<unknown> => {
    await using connections = new ConnectionPool(address, 1, LONG_MS);
    const posted = await connections.post(POST, never);
    const asked = await probeSender({}, LONG_MS)({ method: "GET", address }, never);
    // Both ways say the same.
    expect(asked).toMatchObject({ fault: "fault" in posted ? posted.fault : "none" });
    return posted;
  };

  test("is not there", async () => {
    expect(await faultOf()).toEqual({
      fault: "unreachable",
      reason: "there is no socket of that path",
    });
    await writeFile(socket, "");
    expect(await faultOf()).toMatchObject({
      fault: "unreachable",
      reason: "connection refused: nothing listens there",
    });
    socket = join(socket, "predict");
    address = `http+unix://${encodeURIComponent(socket)}/predict`;
    expect(await faultOf()).toMatchObject({
      fault: "unreachable",
      reason: "there is no socket of that path: a part of it is a file",
    });
  });

  test("speaks something else than HTTP", async () => {
    const server = createRawServer((opened) => {
      opened.on("error", () => {}).end("SSH-2.0-OpenSSH_9.2\r\n");
    }).listen(socket);
    await once(server, "listening");
    expect(await faultOf()).toMatchObject({
      fault: "wrongProtocol",
      reason: expect.stringContaining("an SSH server answers there"),
    });
    server.close();
  });
});
