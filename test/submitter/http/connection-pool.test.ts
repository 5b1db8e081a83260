import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { ConnectionPool, type PostRequest } from "../../../src/submitter/http/connection-pool.ts";
import { startCollector } from "../../support/services/collector.ts";
import { deadAddress, startRawService } from "../../support/services/raw-service.ts";

const POST: PostRequest = {
  headers: { "content-type": "image/jpeg" },
  body: Buffer.from("an image"),
};
const MEBIBYTE = 1024 * 1024;
const LONG_MS = 20_000;
const never = new AbortController().signal;

/** Sends one request over connections of its own. */
async function postOnce(url: string, timeoutMs = LONG_MS): ReturnType<ConnectionPool["post"]> {
  await using connections = new ConnectionPool(url, 1, timeoutMs);
  return await connections.post(POST, never);
}

describe("an exchange that succeeds", () => {
  test("posts the body and headers to the path and query of the address", async () => {
    await using collector = await startCollector();
    const answer = await postOnce(`${collector.url}/v1/predict?model=a%20b#part`);
    expect(answer).toMatchObject({ status: 200, body: Buffer.from('{"ok":true}') });
    expect(collector.requests).toMatchObject([
      {
        method: "POST",
        path: "/v1/predict?model=a%20b",
        body: POST.body,
        headers: { "content-type": "image/jpeg", "content-length": String(POST.body.length) },
      },
    ]);
    expect(collector.requests[0]?.headers).not.toHaveProperty("authorization");
  });

  test.each([
    ["anna:secret", "anna:secret"],
    ["anna:p%40ss%3Aw%C3%B6rd%2F%25", "anna:p@ss:wörd/%"],
    ["token", "token:"],
    [":secret", ":secret"],
    // A bare percent sign is allowed in an address, and people's passwords hold them.
    ["anna:50%", "anna:50%"],
    ["anna:%zz%ff", "anna:%zz%ff"],
  ])("carries %s before the host as basic authorization", async (written, meant) => {
    await using collector = await startCollector();
    await postOnce(collector.url.replace("//", `//${written}@`));
    const { headers, path } = collector.requests[0] ?? {};
    expect(headers?.authorization).toBe(`Basic ${Buffer.from(meant).toString("base64")}`);
    expect([path, `http://${headers?.host}`]).toEqual(["/", collector.url]);
  });

  test("leaves the body to be written over once the system has taken all of it", async () => {
    await using collector = await startCollector();
    await using connections = new ConnectionPool(collector.url, 1, LONG_MS);
    for (const byteLength of [1, 100_000, 8 * MEBIBYTE])
      expect(
        await connections.post({ headers: {}, body: Buffer.alloc(byteLength) }, never),
      ).toMatchObject({ isBodyTaken: true });
  });

  test("keeps the body as it is when the answer comes first", async () => {
    await using service = await startRawService((socket) => {
      socket.pause().write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
    });
    await using connections = new ConnectionPool(service.url, 1, LONG_MS);
    // More than any system takes for a reader who does not read.
    const post = { headers: {}, body: Buffer.alloc(64 * MEBIBYTE) };
    expect(await connections.post(post, never)).toMatchObject({ status: 200, isBodyTaken: false });
  });

  test.each([200, 204, 301, 307, 404, 429, 500, 503])(
    "brings status %i as it came",
    async (status) => {
      await using collector = await startCollector({
        answer: () => ({
          status,
          body: status === 204 ? "" : "text",
          headers: { location: "/elsewhere", "retry-after": "7" },
        }),
      });
      expect(await postOnce(collector.url)).toMatchObject({
        status,
        headers: { location: "/elsewhere", "retry-after": "7" },
      });
      expect(collector.requestCount).toBe(1);
    },
  );

  test("reads an answer that comes slowly, byte by byte, within the deadline", async () => {
    await using collector = await startCollector({
      answer: () => ({ kind: "drip", intervalMs: 1, body: "slow but whole" }),
    });
    expect(await postOnce(collector.url)).toMatchObject({ body: Buffer.from("slow but whole") });
  });

  test("takes an answer of exactly 1 MiB", async () => {
    await using collector = await startCollector({
      answer: () => ({ body: Buffer.alloc(MEBIBYTE) }),
    });
    const answer = await postOnce(collector.url);
    expect("body" in answer && answer.body.length).toBe(MEBIBYTE);
  });

  test("inflates what was compressed unasked, up to 1 MiB", async () => {
    await using collector = await startCollector({
      answer: (_, number) => ({
        body: gzipSync(Buffer.alloc(MEBIBYTE + number)),
        headers: { "content-encoding": "gzip" },
      }),
    });
    expect(await postOnce(collector.url)).toMatchObject({ body: Buffer.alloc(MEBIBYTE) });
    expect(await postOnce(collector.url)).toEqual({
      fault: "responseTooLarge",
      isAnswered: true,
      reason: "the answer with status 200 is larger than 1 MiB",
    });
  });

  test("takes the final answer after an early hint", async () => {
    await using service = await startRawService((socket) => {
      socket.write("HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n");
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
    });
    expect(await postOnce(service.url)).toMatchObject({ status: 200, body: Buffer.from("ok") });
  });
});

describe("the connections of a pool", () => {
  test("are kept alive and used again, and never outnumber the limit", async () => {
    await using collector = await startCollector();
    await using connections = new ConnectionPool(collector.url, 4, LONG_MS);
    for (let round = 0; round < 25; round += 1) {
      await Promise.all(Array.from({ length: 4 }, () => connections.post(POST, never)));
    }
    expect(collector.requestCount).toBe(100);
    expect(collector.connectionCount).toBeLessThanOrEqual(4);
  });

  test("carry one request at a time, even when more are posted than there are connections", async () => {
    await using collector = await startCollector({ answer: () => ({ delayMs: 2 }) });
    await using connections = new ConnectionPool(collector.url, 3, LONG_MS);
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => connections.post(POST, never)),
    );
    expect(answers.every((answer) => "status" in answer)).toBe(true);
    expect(collector.maxInFlight).toBe(3);
    expect(collector.connectionCount).toBe(3);
  });

  test("are not opened before they are needed", async () => {
    await using collector = await startCollector();
    await using connections = new ConnectionPool(collector.url, 8, LONG_MS);
    for (let round = 0; round < 10; round += 1) await connections.post(POST, never);
    expect(collector.requestCount).toBe(10);
    expect(collector.connectionCount).toBe(1);
  });

  test("go on to the next request when one that waited for its turn was given up", async () => {
    const gate = Promise.withResolvers<void>();
    await using collector = await startCollector({
      answer: async (_, number) => {
        if (number === 0) await gate.promise;
        return {};
      },
    });
    await using connections = new ConnectionPool(collector.url, 1, LONG_MS);
    const controller = new AbortController();
    const first = connections.post(POST, never);
    const givenUp = connections.post(POST, controller.signal);
    const last = connections.post(POST, never);
    controller.abort();
    expect(await givenUp).toMatchObject({ fault: "aborted" });
    gate.resolve();
    expect(await Promise.all([first, last])).toMatchObject([{ status: 200 }, { status: 200 }]);
    expect([collector.requestCount, collector.connectionCount]).toEqual([2, 1]);
  });

  test("are renewed one by one, and lose no request by it", async () => {
    await using collector = await startCollector();
    await using connections = new ConnectionPool(collector.url, 2, LONG_MS);
    for (let round = 0; round < 500; round += 1) {
      const answers = await Promise.all([
        connections.post(POST, never),
        connections.post(POST, never),
      ]);
      expect(answers).toMatchObject([{ status: 200 }, { status: 200 }]);
    }
    expect(collector.requestCount).toBe(1000);
    // Each has had 32 to 96 answers over its first socket, and 224 to 672 over its first three.
    expect(collector.connectionCount).toBeGreaterThanOrEqual(2 * 3);
    expect(collector.connectionCount).toBeLessThanOrEqual(2 * 5);
  });

  test("of a busy process are left alone while others answer sooner", async () => {
    const answersPerConnection: number[] = [];
    await using service = await startRawService((socket) => {
      const connection = answersPerConnection.push(0) - 1;
      const answer = async (): Promise<void> => {
        answersPerConnection[connection] = (answersPerConnection[connection] ?? 0) + 1;
        if (connection !== 2) await sleep(1000);
        socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
      };
      socket.on("data", () => void answer());
      void answer();
    });
    await using connections = new ConnectionPool(service.url, 4, LONG_MS);
    await Promise.all(Array.from({ length: 4 }, () => connections.post(POST, never)));
    for (let count = 0; count < 20; count += 1) await connections.post(POST, never);
    expect(answersPerConnection).toEqual([1, 1, 21, 1]);
  });

  test("are used once only where each answer over a used one waits for our acknowledgement", async () => {
    const answersPerConnection: number[] = [];
    await using service = await startRawService((socket) => {
      const connection = answersPerConnection.push(0) - 1;
      const answer = async (): Promise<void> => {
        const isUsed = (answersPerConnection[connection] ?? 0) > 0;
        answersPerConnection[connection] = (answersPerConnection[connection] ?? 0) + 1;
        const head = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n";
        if (!isUsed) return void socket.write(`${head}ok`);
        socket.write(head);
        // Far longer than an acknowledgement takes, as a busy process reads the head late.
        await sleep(250);
        socket.write("ok");
      };
      socket.on("data", () => void answer());
      void answer();
    });
    await using connections = new ConnectionPool(service.url, 1, LONG_MS);
    for (let count = 0; count < 12; count += 1)
      expect(await connections.post(POST, never)).toMatchObject({ status: 200 });
    // The ninth answer was the eighth that waited; the tenth request already says that it is the last.
    expect(answersPerConnection).toEqual([10, 1, 1]);
  });

  test("are opened anew after a fault, so that the next request succeeds", async () => {
    await using collector = await startCollector({
      answer: (_, number) => (number % 2 === 0 ? { kind: "reset" } : {}),
    });
    await using connections = new ConnectionPool(collector.url, 1, LONG_MS);
    const outcomes: unknown[] = [];
    for (let round = 0; round < 6; round += 1) outcomes.push(await connections.post(POST, never));
    const [reset, answer] = [{ fault: "reset" }, { status: 200 }];
    // The third request meets a used connection that breaks, and goes out again on a new one.
    expect(outcomes).toMatchObject([reset, answer, answer, answer, answer, answer]);
    expect(collector.requestCount).toBe(1 + 1 + 2 * 4);
  });

  test("send a request once more, and no more than that, where a used one breaks", async () => {
    await using collector = await startCollector({
      answer: (_, number) => (number === 0 ? {} : { kind: "reset" }),
    });
    await using connections = new ConnectionPool(collector.url, 1, LONG_MS);
    expect(await connections.post(POST, never)).toMatchObject({ status: 200 });
    expect(await connections.post(POST, never)).toMatchObject({ fault: "reset" });
    expect(collector.requestCount).toBe(1 + 2);
    // The new one has brought no answer yet.
    expect(await connections.post(POST, never)).toMatchObject({ fault: "reset" });
    expect(collector.requestCount).toBe(1 + 2 + 1);
  });

  test("show that nothing listens any more where a used one is gone with its service", async () => {
    const collector = await startCollector();
    await using connections = new ConnectionPool(collector.url, 1, LONG_MS);
    expect(await connections.post(POST, never)).toMatchObject({ status: 200 });
    await collector[Symbol.asyncDispose]();
    expect(await connections.post(POST, never)).toMatchObject({ fault: "unreachable" });
  });

  test("are gone after disposal, and what was in flight learns of it", async () => {
    await using collector = await startCollector({ answer: () => ({ kind: "hang" }) });
    const connections = new ConnectionPool(collector.url, 2, LONG_MS);
    const posting = connections.post(POST, never);
    await expect.poll(() => collector.inFlight).toBe(1);
    await connections[Symbol.asyncDispose]();
    expect(await posting).toHaveProperty("fault");
    await expect.poll(() => collector.inFlight).toBe(0);
    expect(await connections.post(POST, never)).toHaveProperty("fault");
  });
});

describe("the timeout of a request", () => {
  test("ends a request that is never answered, and its connection", async () => {
    await using collector = await startCollector({ answer: () => ({ kind: "hang" }) });
    expect(await postOnce(collector.url, 200)).toEqual({
      fault: "timeout",
      reason: "no whole answer within 200 ms",
    });
    expect(collector.requestCount).toBe(1);
    await expect.poll(() => collector.inFlight).toBe(0);
  });

  test("ends an answer that drips for ever", async () => {
    await using collector = await startCollector({
      answer: () => ({ kind: "drip", intervalMs: 10, body: "x".repeat(100_000) }),
    });
    expect(await postOnce(collector.url, 300)).toMatchObject({ fault: "timeout" });
    expect(collector.requestCount).toBe(1);
    await expect.poll(() => collector.inFlight).toBe(0);
  });

  test("ends headers that drip for ever", async () => {
    let byteCount = 0;
    await using service = await startRawService((socket) => {
      socket.write("HTTP/1.1 200 OK\r\nx-slow: ");
      const timer = setInterval(() => socket.write("x", () => (byteCount += 1)), 10);
      socket.on("close", () => clearInterval(timer));
    });
    expect(await postOnce(service.url, 3000)).toMatchObject({ fault: "timeout" });
    expect(byteCount).toBeGreaterThan(1);
  });

  test("ends a request whose turn never comes", async () => {
    await using collector = await startCollector({ answer: () => ({ kind: "hang" }) });
    await using connections = new ConnectionPool(collector.url, 1, 300);
    const outcomes = await Promise.all([
      connections.post(POST, never),
      connections.post(POST, never),
    ]);
    expect(outcomes).toMatchObject([{ fault: "timeout" }, { fault: "timeout" }]);
  });

  test("ends a request whose body nobody reads", async () => {
    await using service = await startRawService((socket) => void socket.pause());
    await using connections = new ConnectionPool(service.url, 1, 300);
    const post = { headers: {}, body: Buffer.alloc(64 * MEBIBYTE) };
    expect(await connections.post(post, never)).toMatchObject({ fault: "timeout" });
    expect(service.connectionCount).toBe(1);
  });

  test.skipIf(process.platform !== "linux")(
    "ends an attempt to connect to a host that does not answer (needs Linux, where a full queue drops the call)",
    async () => {
      await using service = await startDeafService();
      const outcome = await postOnce(service.url, 400);
      // Both clocks are set to the same time; either may ring first.
      expect(outcome).toEqual({
        fault: expect.stringMatching(/^(?:timeout|unreachable)$/),
        reason: expect.stringMatching(/no whole answer within 400 ms|does not answer/),
      });
    },
  );

  test("leaves a later request over the same connections alone", async () => {
    await using collector = await startCollector({
      answer: (_, number) => (number === 0 ? { kind: "hang" } : {}),
    });
    await using connections = new ConnectionPool(collector.url, 1, 300);
    expect(await connections.post(POST, never)).toMatchObject({ fault: "timeout" });
    expect(await connections.post(POST, never)).toMatchObject({ status: 200 });
  });
});

describe("a fault of the connection is a value", () => {
  test("when nobody listens", async () => {
    expect(await postOnce(await deadAddress())).toEqual({
      fault: "unreachable",
      reason: "connection refused: nothing listens there",
    });
  });

  test("when requests wait for a connection where none can be made, and fail one after the other", async () => {
    await using connections = new ConnectionPool(await deadAddress(), 1, LONG_MS);
    const posts = Array.from({ length: 5 }, () => connections.post(POST, never));
    const outcomes = await Promise.all(posts);
    expect(outcomes).toMatchObject(Array.from({ length: 5 }, () => ({ fault: "unreachable" })));
  });

  test.each([
    ["is reset", "reset", { kind: "reset" }, "the service closed the connection without an answer"],
    [
      "closes after the headers",
      "truncated",
      { kind: "closeAfterHeaders" },
      "the answer with status 200 was cut short",
    ],
    [
      "is cut after three bytes",
      "truncated",
      { kind: "cut", byteLength: 3, status: 503 },
      "the answer with status 503 was cut short",
    ],
  ] as const)("when the connection %s", async (_, fault, answer, reason) => {
    await using collector = await startCollector({ answer: () => answer });
    expect(await postOnce(collector.url)).toMatchObject({ fault, reason });
    expect(collector.requestCount).toBe(1);
  });

  test.each([
    [
      "an answer whose last chunk is missing",
      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n",
      "truncated",
    ],
    ["a status that is none", "HTTP/1.1 abc OK\r\n\r\n", "malformed"],
    [
      "an answer whose chunks are wrong",
      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nhello\r\n",
      "malformed",
    ],
    [
      "two lengths",
      "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
      "malformed",
    ],
    ["64 KiB of headers", `HTTP/1.1 200 OK\r\nx: ${"y".repeat(65_536)}\r\n\r\n`, "malformed"],
  ])("when %s comes back", async (_, text, fault) => {
    let servedCount = 0;
    await using service = await startRawService((socket) => {
      servedCount += 1;
      socket.end(Buffer.from(text, "latin1"));
    });
    const outcome = await postOnce(service.url);
    const reason = expect.stringMatching(/^[^\p{Cc}]+$/u);
    expect(outcome).toEqual({ fault, isAnswered: true, reason });
    expect(servedCount).toBe(1);
  });

  test("when a service closes without a word, or after a part of a status line", async () => {
    for (const text of ["", "HTTP/1."]) {
      await using service = await startRawService((socket) => void socket.end(text));
      expect(await postOnce(service.url)).toMatchObject({ fault: "reset" });
      expect(service.connectionCount).toBe(1);
    }
  });

  test("when an answer of more than 1 MiB, with a length or without, is given up early", async () => {
    const chunk = Buffer.alloc(64 * 1024, "x");
    const sentByteCounts: number[] = [];
    await using service = await startRawService((socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n");
      const fill = (): void => {
        while (!socket.destroyed && socket.write(chunk));
      };
      socket.on("drain", fill).on("close", () => sentByteCounts.push(socket.bytesWritten));
      fill();
    });
    await using connections = new ConnectionPool(service.url, 4, LONG_MS);
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => connections.post(POST, never)),
    );
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({
        fault: "responseTooLarge",
        reason: "the answer with status 200 is larger than 1 MiB",
      });
    }
    await expect.poll(() => sentByteCounts.length).toBe(8);
    // What fits into the kernel's buffers may have left; what 1 GB would need has not.
    expect(Math.min(...sentByteCounts)).toBeGreaterThan(MEBIBYTE);
    expect(Math.max(...sentByteCounts)).toBeLessThan(32 * MEBIBYTE);
  });
});

describe("an abort of a request", () => {
  test("breaks off a request in flight, and its connection", async () => {
    await using collector = await startCollector({ answer: () => ({ kind: "hang" }) });
    await using connections = new ConnectionPool(collector.url, 1, LONG_MS);
    const controller = new AbortController();
    const posting = connections.post(POST, controller.signal);
    await expect.poll(() => collector.inFlight).toBe(1);
    controller.abort();
    expect(await posting).toEqual({ fault: "aborted", reason: "broken off by the program" });
    await expect.poll(() => collector.inFlight).toBe(0);
  });

  test("lets nothing go out when it came first", async () => {
    await using collector = await startCollector();
    await using connections = new ConnectionPool(collector.url, 1, LONG_MS);
    expect(await connections.post(POST, AbortSignal.abort())).toMatchObject({ fault: "aborted" });
    expect(await connections.post(POST, never)).toMatchObject({ status: 200 });
    expect(collector.requestCount).toBe(1);
  });

  test("breaks off a request that waits for its turn", async () => {
    await using collector = await startCollector({ answer: () => ({ kind: "hang" }) });
    await using connections = new ConnectionPool(collector.url, 1, LONG_MS);
    const controller = new AbortController();
    void connections.post(POST, never);
    const waiting = connections.post(POST, controller.signal);
    controller.abort();
    expect(await waiting).toMatchObject({ fault: "aborted" });
  });
});

interface DeafService extends AsyncDisposable {
  readonly url: string;
}

/** A process that listens and never accepts, with its queue of callers already full. */
async function startDeafService(): Promise<DeafService> {
  const program = `
    const server = require("node:net").createServer();
    server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
      require("node:fs").writeSync(1, String(server.address().port));
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    });`;
  const child = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  const [text] = (await once(child.stdout, "data")) as [Buffer];
  const port = Number(text.toString());
  const callers = Array.from({ length: 4 }, () => connect(port, "127.0.0.1").on("error", () => {}));
  await expect.poll(() => callers.filter((caller) => !caller.connecting).length).toBe(2);
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      for (const caller of callers) caller.destroy();
      child.kill("SIGKILL");
      await once(child, "close");
    },
  };
}
