import { writeFile } from "node:fs/promises";
import type { Socket } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Frame } from "../../../src/core/frame/frame.ts";
import type { Protocol } from "../../../src/core/service/protocol.ts";
import { json } from "../../../src/protocols/json.ts";
import { kserveV2 } from "../../../src/protocols/kserve-v2.ts";
import { multipart } from "../../../src/protocols/multipart.ts";
import { openai } from "../../../src/protocols/openai.ts";
import { raw } from "../../../src/protocols/raw.ts";
import type { SendContext } from "../../../src/submitter/send-result.ts";
import { BodyBuffers } from "../../../src/submitter/image/body-buffers.ts";
import { FrameSender, type FrameSenderOptions } from "../../../src/submitter/send/frame-sender.ts";
import { ConnectionPool } from "../../../src/submitter/http/connection-pool.ts";
import { answerRules } from "../../../src/submitter/send/answer-rules.ts";
import { ImageReader } from "../../../src/submitter/image/read-image.ts";
import { frameOfFile, sampleFrame } from "../../support/samples/sample-frame.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { startCollector } from "../../support/services/collector.ts";
import { frameFiles, imageBytes } from "../../support/frames/frame-files.ts";
import { deadAddress, startRawService } from "../../support/services/raw-service.ts";

const never: SendContext = { signal: new AbortController().signal };

function senderTo(
  url: string,
  protocol: Protocol = multipart({ field: "image" }),
  buffers: BodyBuffers = new BodyBuffers(2),
  options: FrameSenderOptions = {},
): FrameSender {
  const connections = new ConnectionPool(url, 2, 20_000);
  return new FrameSender(new ImageReader(buffers), buffers, protocol, connections, options);
}

/** Uses even huge buffers again. */
class BuffersOfAnySize extends BodyBuffers {
  readonly #idle: Buffer[] = [];

  override take(byteLength: number): Buffer {
    return this.#idle.pop() ?? super.take(byteLength);
  }

  override giveBack(buffer: Buffer): void {
    this.#idle.push(buffer);
  }
}

/** Remembers how large each buffer was to be. */
class CountedBuffers extends BodyBuffers {
  readonly taken: number[] = [];

  override take(byteLength: number): Buffer {
    this.taken.push(byteLength);
    return super.take(byteLength);
  }
}

describe("sending a frame once", () => {
  test("delivers the file under its name, and reads the answer", async () => {
    await using folder = await temporaryFolder();
    await using collector = await startCollector({ answer: () => ({ body: { label: "cat" } }) });
    await using sender = senderTo(collector.url);
    for (const [index, frame] of (await frameFiles(folder.path, 20)).entries()) {
      expect(await sender.send(frame, never)).toEqual({
        verdict: { kind: "accepted", status: 200, response: { label: "cat" } },
        fault: null,
      });
      expect(collector.requests[index]?.parts).toMatchObject([
        {
          fieldName: "image",
          fileName: frame.relativePath,
          contentType: "image/jpeg",
          bytes: imageBytes(index),
        },
      ]);
    }
  });

  test("shares buffers among many frames at once without mixing their bytes", async () => {
    await using folder = await temporaryFolder();
    await using collector = await startCollector();
    await using sender = senderTo(collector.url);
    const frames = await frameFiles(folder.path, 60);
    await Promise.all(frames.map((frame) => sender.send(frame, never)));
    const received = collector.requests.map(({ parts: [part] }) => [part?.fileName, part?.bytes]);
    const expected = frames.map((frame, index) => [frame.relativePath, imageBytes(index)]);
    expect(new Map(received as never)).toEqual(new Map(expected as never));
    expect(received).toHaveLength(60);
  });

  test("carries the frame's idempotency key, the same each time, where there is one", async () => {
    await using folder = await temporaryFolder();
    await using collector = await startCollector();
    const protocol = multipart({ field: "image" });
    const options = { idempotencyKeyOf: ({ relativePath }: Frame) => `key of ${relativePath}` };
    await using keyed = senderTo(collector.url, protocol, new BodyBuffers(2), options);
    await using keyless = senderTo(collector.url);
    const [frame = sampleFrame()] = await frameFiles(folder.path, 1);
    for (const sender of [keyed, keyed, keyless]) await sender.send(frame, never);
    expect(collector.requests.map(({ headers }) => headers["idempotency-key"])).toEqual([
      "key of frame_00000000.jpg",
      "key of frame_00000000.jpg",
      undefined,
    ]);
  });

  test("judges by the user's rules, where there are any", async () => {
    await using folder = await temporaryFolder();
    const statuses = [404, 409, 500];
    await using collector = await startCollector({
      answer: (_, number) => ({ status: statuses[number] ?? 200 }),
    });
    const rules = answerRules({ successOn: ["409"], retryOn: ["404"] });
    const protocol = multipart({ field: "image" });
    await using sender = senderTo(collector.url, protocol, new BodyBuffers(2), { rules });
    const [frame = sampleFrame()] = await frameFiles(folder.path, 1);
    const kinds: string[] = [];
    for (const _ of statuses) kinds.push((await sender.send(frame, never)).verdict.kind);
    expect(kinds).toEqual(["transientError", "accepted", "rejected"]);
  });

  test("rejects a frame that cannot be read, and sends nothing", async () => {
    await using folder = await temporaryFolder();
    await using collector = await startCollector();
    await using sender = senderTo(collector.url);
    expect(await sender.send(frameOfFile(folder.path, "gone.jpg"), never)).toEqual({
      verdict: {
        kind: "rejected",
        status: null,
        response: null,
        reason: "the file vanished before it was sent",
      },
      fault: "unreadable",
    });
    expect(collector.requestCount).toBe(0);
  });

  test("finds the file of a frame that was rewritten after it landed changed, and sends nothing", async () => {
    await using folder = await temporaryFolder();
    await using collector = await startCollector();
    await using sender = senderTo(collector.url);
    const [frame = sampleFrame()] = await frameFiles(folder.path, 1);
    await writeFile(frame.path, "another, longer image");
    expect(await sender.send(frame, never)).toMatchObject({
      verdict: { kind: "fileChanged", status: null },
    });
    expect(collector.requestCount).toBe(0);
  });

  test("says nothing about the new content of a frame that was rewritten before it was rejected", async () => {
    await using folder = await temporaryFolder();
    const [frame = sampleFrame(), other = sampleFrame()] = await frameFiles(folder.path, 2);
    await using collector = await startCollector({
      answer: async ({ parts: [part] }) => {
        if (part?.fileName === frame.relativePath) await writeFile(frame.path, "its new content");
        return { status: 400 };
      },
    });
    await using sender = senderTo(collector.url);
    expect(await sender.send(frame, never)).toMatchObject({
      verdict: { kind: "fileChanged", status: 400 },
    });
    expect(await sender.send(other, never)).toMatchObject({
      verdict: { kind: "rejected", status: 400 },
    });
  });

  test("rejects a frame that is larger than the service takes, and sends nothing", async () => {
    await using folder = await temporaryFolder();
    await using collector = await startCollector();
    const protocol = { ...multipart({ field: "image" }), largestImageBytes: 103 };
    await using sender = senderTo(collector.url, protocol);
    const [small = sampleFrame(), large = sampleFrame()] = await frameFiles(folder.path, 2);
    expect(await sender.send(large, never)).toMatchObject({
      verdict: {
        kind: "rejected",
        status: null,
        reason: "the image has 104 bytes, but the service takes at most 103",
      },
    });
    expect(collector.requestCount).toBe(0);
    expect(await sender.send(small, never)).toMatchObject({ verdict: { kind: "accepted" } });
  });

  test.each([
    ["the image alone", raw({}), 6_000_000],
    ["a form", multipart({}), 6_000_000],
    ["base64 in JSON", json({}), 8_000_000],
    ["a chat", openai({ model: "m" }), 8_000_000],
    ["a binary tensor", kserveV2({ model: "m" }), 6_000_000],
  ])(
    "holds a large frame in memory once, in the buffer of its body: %s",
    async (_, protocol, size) => {
      await using folder = await temporaryFolder();
      await using collector = await startCollector();
      await writeFile(join(folder.path, "a.jpg"), Buffer.alloc(6_000_000, 7));
      const buffers = new CountedBuffers(2);
      await using sender = senderTo(collector.url, protocol, buffers);
      await sender.send(frameOfFile(folder.path, "a.jpg"), never);
      expect(collector.requests[0]?.body.length).toBeGreaterThanOrEqual(size);
      expect(buffers.taken).toHaveLength(1);
      expect(buffers.taken[0]).toBeLessThan(size + 100_000);
    },
  );

  test("rejects at a redirect, and does not follow it", async () => {
    await using folder = await temporaryFolder();
    await using elsewhere = await startCollector();
    await using collector = await startCollector({
      answer: () => ({ status: 307, headers: { location: elsewhere.url } }),
    });
    await using sender = senderTo(collector.url);
    const [frame = sampleFrame()] = await frameFiles(folder.path, 1);
    expect(await sender.send(frame, never)).toMatchObject({
      verdict: { kind: "rejected", status: 307 },
    });
    expect([collector.requestCount, elsewhere.requestCount]).toEqual([1, 0]);
  });

  test("finds a service that is down unavailable, without an answer", async () => {
    await using folder = await temporaryFolder();
    await using sender = senderTo(await deadAddress());
    const [frame = sampleFrame()] = await frameFiles(folder.path, 1);
    expect(await sender.send(frame, never)).toMatchObject({
      verdict: {
        kind: "unavailable",
        status: null,
        waitMs: null,
      },
    });
  });

  test("finds JSON that ends with its connection in the middle a transient error", async () => {
    await using folder = await temporaryFolder();
    await using service = await startRawService((socket) => {
      socket.end('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{"label":"ca');
    });
    await using sender = senderTo(service.url);
    const [frame = sampleFrame()] = await frameFiles(folder.path, 1);
    expect(await sender.send(frame, never)).toMatchObject({
      verdict: { kind: "transientError", status: 200 },
    });
    expect(service.connectionCount).toBe(1);
  });

  test("brings the right bytes to a service that answers before it has read everything", async () => {
    await using folder = await temporaryFolder();
    // Larger than what any system takes off our hands for a reader who does not read.
    const images = [1, 2].map((fill) => Buffer.alloc(32 * 1024 * 1024, fill));
    for (const [index, image] of images.entries())
      await writeFile(join(folder.path, `${index}.jpg`), image);
    const frames = images.map((_, index) => frameOfFile(folder.path, `${index}.jpg`));

    const { promise: mayRead, resolve: letRead } = Promise.withResolvers<void>();
    const received: Promise<Buffer>[] = [];
    await using service = await startRawService((socket, firstBytes) => {
      socket.pause().write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
      received.push(mayRead.then(() => imageFrom(socket, firstBytes, images[0]?.length ?? 0)));
    });
    const buffers = new BuffersOfAnySize(2);
    await using sender = senderTo(service.url, multipart({ field: "image" }), buffers);
    expect(await sender.send(frames[0] ?? sampleFrame(), never)).toMatchObject({
      verdict: {
        kind: "accepted",
      },
    });
    const second = sender.send(frames[1] ?? sampleFrame(), never);
    letRead();
    expect((await received[0])?.equals(images[0] ?? Buffer.alloc(0))).toBe(true);
    await service[Symbol.asyncDispose]();
    await second;
  });
});

/** Reads on until the whole image of a request has come, and then breaks the connection. */
async function imageFrom(socket: Socket, firstBytes: Buffer, byteLength: number): Promise<Buffer> {
  const start = firstBytes.indexOf("\r\n\r\n", firstBytes.indexOf("content-disposition")) + 4;
  const chunks = [firstBytes.subarray(start)];
  let missing = byteLength - (firstBytes.length - start);
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    missing -= chunk.length;
    if (missing <= 0) break;
  }
  return Buffer.concat(chunks).subarray(0, byteLength);
}
