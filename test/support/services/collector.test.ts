import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { startCollector, type Answer } from "./collector.ts";

describe("the collector", () => {
  test("keeps every part, byte for byte", async () => {
    await using collector = await startCollector();
    const image = Buffer.from("\r\n--almost a boundary\r\n\0\xff", "latin1");
    const form = new FormData();
    form.append("image", new Blob([image], { type: "image/jpeg" }), 'a "name" ü.jpg');
    form.append("note", "hello");

    const response = await fetch(`${collector.url}/predict?x=1`, { method: "POST", body: form });

    expect(await response.json()).toEqual({ ok: true });
    expect(collector.requests).toMatchObject([
      {
        number: 0,
        path: "/predict?x=1",
        malformed: undefined,
        parts: [
          {
            fieldName: "image",
            fileName: 'a "name" ü.jpg',
            contentType: "image/jpeg",
            bytes: image,
          },
          { fieldName: "note", fileName: undefined, bytes: Buffer.from("hello") },
        ],
      },
    ]);
  });

  test.each([
    ["a missing last boundary", '--b\r\ncontent-disposition: form-data; name="a"\r\n\r\nx\r\n'],
    ["bare line feeds", '--b\ncontent-disposition: form-data; name="a"\n\nx\n--b--\n'],
    [
      "bytes after the last boundary",
      '--b\r\ncontent-disposition: form-data; name="a"\r\n\r\nx\r\n--b--\r\nmore',
    ],
    ["a part without a name", "--b\r\ncontent-type: image/jpeg\r\n\r\nx\r\n--b--\r\n"],
  ])("rejects %s", async (_, body) => {
    await using collector = await startCollector();
    const headers = { "content-type": "multipart/form-data; boundary=b" };
    const response = await fetch(collector.url, { method: "POST", body, headers });
    expect([response.status, typeof collector.requests[0]?.malformed]).toEqual([400, "string"]);
  });

  test("counts how many requests are in flight at once", async () => {
    await using collector = await startCollector({
      answer: async (_, number) => {
        await expect.poll(() => collector.requestCount).toBe(5);
        return { status: 201, body: `${number}` };
      },
    });
    const requests = Array.from({ length: 5 }, () => post(collector.url));
    const bodies = await Promise.all(requests.map(async (response) => (await response).text()));
    expect(bodies.toSorted()).toEqual(["0", "1", "2", "3", "4"]);
    expect([collector.maxInFlight, collector.requestCount]).toEqual([5, 5]);
  });

  test.each<[string, Answer, string]>([
    ["resets the connection", { kind: "reset" }, "ECONNRESET"],
    ["closes after the headers", { kind: "closeAfterHeaders" }, "content-length: 11\r\n"],
    ["cuts the body", { kind: "cut", byteLength: 4, body: "all of it" }, "\r\n\r\nall "],
  ])("does as it is told: it %s", async (_, answer, ending) => {
    await using collector = await startCollector({ answer: () => answer });
    const body = post(collector.url).then((response) => response.text());
    await expect(body).rejects.toThrow(/fetch failed|terminated/);
    expect(await text(connectAndAsk(collector.url)).catch(String)).toContain(ending);
  });

  test("drips its answer, and delays it", async () => {
    const answer: Answer = { kind: "drip", intervalMs: 20, delayMs: 50, body: "slow" };
    await using collector = await startCollector({ answer: () => answer });
    const start = performance.now();
    expect(await (await post(collector.url)).text()).toBe("slow");
    expect(performance.now() - start).toBeGreaterThan(100);
  });

  test("lets a request hang until the client gives up, or the collector closes", async () => {
    const collector = await startCollector({ answer: () => ({ kind: "hang" }) });
    await expect(post(collector.url, AbortSignal.timeout(100))).rejects.toThrow("timeout");
    await expect.poll(() => collector.inFlight).toBe(0);
    const outcome = post(collector.url).catch(String);
    await expect.poll(() => collector.inFlight).toBe(1);
    await collector[Symbol.asyncDispose]();
    expect(await outcome).toContain("fetch failed");
    await expect.poll(() => collector.inFlight).toBe(0);
  });

  test("counts a request whose client goes away in the middle as broken", async () => {
    await using collector = await startCollector();
    const socket = connectTo(collector.url);
    socket.write("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nabc");
    await expect.poll(() => collector.requestCount).toBe(1);
    socket.destroy();
    await expect.poll(() => collector.brokenCount).toBe(1);
    expect(collector.requests).toEqual([]);
  });
});

function post(url: string, signal?: AbortSignal): Promise<Response> {
  return fetch(url, { method: "POST", body: "x", ...(signal && { signal }) });
}

function connectTo(url: string): ReturnType<typeof connect> {
  return connect(Number(new URL(url).port), "127.0.0.1");
}

function connectAndAsk(url: string): ReturnType<typeof connect> {
  const socket = connectTo(url);
  socket.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
  return socket;
}
