import { buffer } from "node:stream/consumers";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Protocol } from "../../src/core/protocol.ts";
import { multipart } from "../../src/protocols/multipart.ts";
import { BodyBuffers } from "../../src/submitter/body-buffers.ts";
import { FrameSender } from "../../src/submitter/frame-sender.ts";
import { HttpConnections } from "../../src/submitter/http-connections.ts";
import { ImageReader } from "../../src/submitter/read-image.ts";
import { sampleFrame } from "../core/sample-frame.ts";
import { temporaryFolder } from "../core/temporary-folder.ts";
import { startCollector } from "../support/collector.ts";
import { frameFiles, imageBytes } from "./frame-files.ts";
import { deadAddress, startRawService } from "./raw-service.ts";

const never = new AbortController().signal;

function senderTo(url: string, protocol: Protocol = multipart({ field: "image" })): FrameSender {
  const buffers = new BodyBuffers(2);
  const connections = new HttpConnections(url, 2, 20_000);
  return new FrameSender(new ImageReader(buffers), buffers, protocol, connections);
}

describe("sending a frame once", () => {
  test("delivers the file under its name, and reads the answer", async () => {
    await using folder = await temporaryFolder();
    await using collector = await startCollector({ answer: () => ({ body: { label: "cat" } }) });
    await using sender = senderTo(collector.url);
    for (const [index, frame] of (await frameFiles(folder.path, 20)).entries()) {
      expect(await sender.send(frame, never)).toEqual({
        kind: "accepted",
        status: 200,
        response: { label: "cat" },
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

  test("many frames at once share buffers without mixing their bytes", async () => {
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

  test("a frame that cannot be read is refused, and nothing is sent", async () => {
    await using folder = await temporaryFolder();
    await using collector = await startCollector();
    await using sender = senderTo(collector.url);
    expect(await sender.send(sampleFrame({ folder: folder.path }), never)).toEqual({
      kind: "refused",
      status: null,
      response: null,
      reason: "the file vanished before it was sent",
    });
    expect(collector.requestCount).toBe(0);
  });

  test("a frame that is larger than the service takes is refused, and nothing is sent", async () => {
    await using folder = await temporaryFolder();
    await using collector = await startCollector();
    const protocol = { ...multipart({ field: "image" }), largestImageBytes: 103 };
    await using sender = senderTo(collector.url, protocol);
    const [small = sampleFrame(), large = sampleFrame()] = await frameFiles(folder.path, 2);
    expect(await sender.send(large, never)).toEqual({
      kind: "refused",
      status: null,
      response: null,
      reason: "the image has 104 bytes, and the service takes 103 at most",
    });
    expect(collector.requestCount).toBe(0);
    expect(await sender.send(small, never)).toMatchObject({ kind: "accepted" });
  });

  test("a redirect is refused and not followed", async () => {
    await using folder = await temporaryFolder();
    await using elsewhere = await startCollector();
    await using collector = await startCollector({
      answer: () => ({ status: 307, headers: { location: elsewhere.url } }),
    });
    await using sender = senderTo(collector.url);
    const [frame = sampleFrame()] = await frameFiles(folder.path, 1);
    expect(await sender.send(frame, never)).toMatchObject({ kind: "refused", status: 307 });
    expect([collector.requestCount, elsewhere.requestCount]).toEqual([1, 0]);
  });

  test("a service that is down counts as overloaded, without an answer", async () => {
    await using folder = await temporaryFolder();
    await using sender = senderTo(await deadAddress());
    const [frame = sampleFrame()] = await frameFiles(folder.path, 1);
    expect(await sender.send(frame, never)).toMatchObject({
      kind: "overloaded",
      status: null,
      waitMs: null,
    });
  });

  test("JSON that ends with its connection in the middle is broken", async () => {
    await using folder = await temporaryFolder();
    await using service = await startRawService((socket) => {
      socket.end('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{"label":"ca');
    });
    await using sender = senderTo(service.url);
    const [frame = sampleFrame()] = await frameFiles(folder.path, 1);
    expect(await sender.send(frame, never)).toMatchObject({ kind: "broken", status: 200 });
    expect(service.connectionCount).toBe(1);
  });

  test("a service that answers before it has read everything still gets the right bytes", async () => {
    await using folder = await temporaryFolder();
    // Small enough for its buffer to be kept, larger than what the kernel takes off our hands.
    const images = [1, 2].map((fill) => Buffer.alloc(4 * 1024 * 1024 - 4096, fill));
    const frames = images.map((_, index) =>
      sampleFrame({ folder: folder.path, relativePath: `${index}.jpg` }),
    );
    for (const [index, image] of images.entries())
      await writeFile(join(folder.path, `${index}.jpg`), image);

    const { promise: mayRead, resolve: letRead } = Promise.withResolvers<void>();
    const bytesBeforeAnswer: number[] = [];
    const firstBodies: Promise<Buffer>[] = [];
    await using service = await startRawService((socket, firstBytes) => {
      socket.pause();
      bytesBeforeAnswer.push(firstBytes.length);
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
      const rest = mayRead.then(() => buffer(socket)).catch(() => Buffer.alloc(0));
      firstBodies.push(rest.then((bytes) => Buffer.concat([firstBytes, bytes])));
    });
    await using sender = senderTo(service.url);
    expect(await sender.send(frames[0] ?? sampleFrame(), never)).toMatchObject({
      kind: "accepted",
    });
    const second = sender.send(frames[1] ?? sampleFrame(), never);
    letRead();
    await second;
    await sender[Symbol.asyncDispose]();

    const bytes = await (firstBodies[0] ?? Buffer.alloc(0));
    const start = bytes.indexOf("\r\n\r\n", bytes.indexOf("content-disposition")) + 4;
    const first = bytes.subarray(start, start + (images[0]?.length ?? 0));
    expect(first.length).toBeGreaterThan(0);
    expect(Math.max(...bytesBeforeAnswer)).toBeLessThan(images[0]?.length ?? 0);
    expect(first.findIndex((byte) => byte !== 1)).toBe(-1);
  });
});
