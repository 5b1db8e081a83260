import { readSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { multipart } from "../../../src/protocols/multipart.ts";
import type { SendContext } from "../../../src/submitter/send-result.ts";
import { BodyBuffers } from "../../../src/submitter/image/body-buffers.ts";
import { FrameSender } from "../../../src/submitter/send/frame-sender.ts";
import { ConnectionPool } from "../../../src/submitter/http/connection-pool.ts";
import { ImageReader, type ReadCalls } from "../../../src/submitter/image/read-image.ts";
import { frameOfFile } from "../../support/samples/sample-frame.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { startCollector } from "../../support/services/collector.ts";

const READ_MS = 50;
const never: SendContext = { signal: new AbortController().signal };

/** Every read takes 50 ms, as from a network folder, and counts. */
class SlowCalls implements ReadCalls {
  atOnceCount = 0;
  inBackgroundCount = 0;

  atOnce(descriptor: number, into: Buffer, at: number, byteLength: number): number {
    this.atOnceCount += 1;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, READ_MS);
    return readSync(descriptor, into, at, byteLength, 0);
  }

  async inBackground(descriptor: number, into: Buffer, at: number, byteLength: number) {
    this.inBackgroundCount += 1;
    await sleep(READ_MS);
    return readSync(descriptor, into, at, byteLength, 0);
  }
}

test("a folder whose every read takes 50 ms holds everything up once, and never again", async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, "a.jpg"), "an image");
  const calls = new SlowCalls();
  const reader = new ImageReader(new BodyBuffers(16), calls);
  const frame = frameOfFile(folder.path, "a.jpg");
  const readMany = async (): Promise<void> => {
    for (let count = 0; count < 15; count += 1)
      expect(
        await reader.read(frame, { imageAs: "bytes", maxHeadBytes: 0, maxTailBytes: 0 }),
      ).toMatchObject({ end: 8 });
  };
  await Promise.all(Array.from({ length: 40 }, readMany));
  expect(calls.atOnceCount).toBe(1);
  expect(calls.inBackgroundCount).toBe(599);
});

test("while a frame is being read from a slow folder, others are sent and answered", async () => {
  await using folder = await temporaryFolder();
  for (const name of ["first.jpg", "slow.jpg", "other.jpg"])
    await writeFile(join(folder.path, name), name);
  const gate = Promise.withResolvers<void>();
  const slow = new SlowCalls();
  const calls: ReadCalls = {
    atOnce: (...words) => slow.atOnce(...words),
    inBackground: async (descriptor, into, at, byteLength) => {
      const isSlow = byteLength === "slow.jpg".length;
      if (isSlow) await gate.promise;
      return readSync(descriptor, into, at, byteLength, 0);
    },
  };
  await using collector = await startCollector();
  const buffers = new BodyBuffers(2);
  const connections = new ConnectionPool(collector.url, 2, 30_000);
  const reader = new ImageReader(buffers, calls);
  await using sender = new FrameSender(reader, buffers, multipart({ field: "image" }), connections);
  const send = async (name: string): Promise<string> =>
    (await sender.send(frameOfFile(folder.path, name), never)).verdict.kind;

  expect(await send("first.jpg")).toBe("accepted");
  expect(slow.atOnceCount).toBe(1);
  const waiting = send("slow.jpg");
  for (let count = 0; count < 20; count += 1) expect(await send("other.jpg")).toBe("accepted");
  expect(collector.requestCount).toBe(21);
  gate.resolve();
  expect(await waiting).toBe("accepted");
  expect(collector.requestCount).toBe(22);
});
