import { rm, writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import type { Frame } from "../../../src/core/frame/frame.ts";
import type { BatchProtocol, Protocol } from "../../../src/core/service/protocol.ts";
import { roboflow } from "../../../src/protocols/roboflow.ts";
import { tfserving } from "../../../src/protocols/tfserving.ts";
import type { SendContext } from "../../../src/submitter/send-result.ts";
import { BodyBuffers } from "../../../src/submitter/image/body-buffers.ts";
import type { FrameSenderOptions } from "../../../src/submitter/send/frame-sender.ts";
import { BatchRequestSender } from "../../../src/submitter/send/batch-request-sender.ts";
import { ConnectionPool } from "../../../src/submitter/http/connection-pool.ts";
import { answerRules } from "../../../src/submitter/send/answer-rules.ts";
import { ImageReader } from "../../../src/submitter/image/read-image.ts";
import { frameOfFile, sampleFrame } from "../../support/samples/sample-frame.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import {
  type Answer,
  type ReceivedRequest,
  startCollector,
} from "../../support/services/collector.ts";
import { instancesIn } from "../../support/services/instances.ts";
import { frameFiles, imageBytes } from "../../support/frames/frame-files.ts";
import { deadAddress } from "../../support/services/raw-service.ts";

const never: SendContext = { signal: new AbortController().signal };
const TFSERVING = tfserving({ model: "m" });

interface Given extends FrameSenderOptions {
  readonly protocol?: Protocol;
  readonly bodies?: BodyBuffers;
}

/** A sender of groups, with connections of its own. */
function groupSenderTo(url: string, given: Given = {}) {
  const { protocol = TFSERVING, bodies = new BodyBuffers(2), ...options } = given;
  const connections = new ConnectionPool(url, 2, 20_000);
  const buffers = new BodyBuffers(2);
  const reader = new ImageReader(buffers);
  const batch = protocol.batch as BatchProtocol;
  const parts = { reader, buffers, bodies, protocol, batch, connections };
  const sender = new BatchRequestSender(parts, options);
  const close = (): Promise<void> => connections[Symbol.asyncDispose]();
  return {
    send: async (frames: readonly Frame[]) => await sender.send(frames, never),
    [Symbol.asyncDispose]: close,
  };
}

/** One prediction for each image: how many bytes it has. */
function predict(request: ReceivedRequest): Answer {
  return { body: { predictions: instancesIn(request).map(({ length }) => length) } };
}

describe("sending several frames once", () => {
  test("brings all across in one request, and each its part of the answer", async () => {
    await using folder = await temporaryFolder();
    await using collector = await startCollector({ answer: predict });
    await using sender = groupSenderTo(collector.url);
    const sendings = await sender.send(await frameFiles(folder.path, 3));
    expect(sendings).toEqual(
      [103, 104, 105].map((length, place) => ({
        verdict: { kind: "accepted", status: 200, response: { predictions: [length] } },
        fault: null,
        batchPosition: { place, isShared: false },
      })),
    );
    const images = [0, 1, 2].map((index) => imageBytes(index));
    expect(collector.requests.map(instancesIn)).toEqual([images]);
  });

  test("uses buffers again without mixing bytes", async () => {
    await using folder = await temporaryFolder();
    await using collector = await startCollector({ answer: predict });
    await using sender = groupSenderTo(collector.url);
    const frames = await frameFiles(folder.path, 60);
    for (let round = 0; round < 2; round += 1)
      await Promise.all([0, 20, 40].map((from) => sender.send(frames.slice(from, from + 20))));
    const received = collector.requests.flatMap(instancesIn);
    expect(received).toHaveLength(120);
    const expected = frames.map((_, index) => imageBytes(index).toString("hex"));
    expect(new Set(received.map((image) => image.toString("hex")))).toEqual(new Set(expected));
  });

  test("names the key of each frame, in their order, and the same again each time", async () => {
    await using folder = await temporaryFolder();
    await using collector = await startCollector({ answer: predict });
    const idempotencyKeyOf = ({ index }: Frame): string => `key-${index}`;
    await using keyed = groupSenderTo(collector.url, { idempotencyKeyOf });
    await using keyless = groupSenderTo(collector.url);
    const frames = await frameFiles(folder.path, 2);
    for (const sender of [keyed, keyed, keyless]) await sender.send(frames);
    expect(collector.requests.map(({ headers }) => headers["idempotency-key"])).toEqual([
      "key-0,key-1",
      "key-0,key-1",
      undefined,
    ]);
  });

  test("judges by the user's rules, where there are any", async () => {
    await using folder = await temporaryFolder();
    await using collector = await startCollector({ answer: () => ({ status: 404 }) });
    const rules = answerRules({ successOn: ["2xx"], retryOn: ["404"] });
    await using sender = groupSenderTo(collector.url, { rules });
    expect(await sender.send(await frameFiles(folder.path, 2))).toMatchObject([
      {
        verdict: { kind: "transientError", status: 404 },
        batchPosition: { place: 0, isShared: true },
      },
      {
        verdict: { kind: "transientError", status: 404 },
        batchPosition: { place: 1, isShared: true },
      },
    ]);
  });

  test("reads an answer of a mebibyte for each frame, and no more", async () => {
    await using folder = await temporaryFolder();
    const lengths = [900 * 1024, 1100 * 1024];
    await using collector = await startCollector({
      answer: (request, number) => {
        const prediction = "x".repeat(lengths[number] ?? 0);
        return { body: { predictions: instancesIn(request).map(() => prediction) } };
      },
    });
    await using sender = groupSenderTo(collector.url);
    const frames = await frameFiles(folder.path, 3);
    const [within] = await sender.send(frames);
    expect(within).toMatchObject({ verdict: { kind: "accepted" } });
    const beyond = {
      verdict: { kind: "rejected", reason: "the answer with status 200 is larger than 3 MiB" },
      fault: "responseTooLarge",
    };
    expect(await sender.send(frames)).toMatchObject([beyond, beyond, beyond]);
  });

  test("makes each unavailable when the service is down", async () => {
    await using folder = await temporaryFolder();
    await using sender = groupSenderTo(await deadAddress());
    const unreachable = { verdict: { kind: "unavailable", status: null }, fault: "unreachable" };
    expect(await sender.send(await frameFiles(folder.path, 2))).toMatchObject([
      unreachable,
      unreachable,
    ]);
  });
});

describe("a frame of a batch that does not go along", () => {
  test("holds up no other when it cannot be read, has changed or is too large", async () => {
    await using folder = await temporaryFolder();
    await using collector = await startCollector({ answer: predict });
    const protocol = { ...TFSERVING, largestImageBytes: 106 };
    await using sender = groupSenderTo(collector.url, { protocol });
    const [a, b, changed = sampleFrame(), c, large] = await frameFiles(folder.path, 5);
    await writeFile(changed.path, "another, longer image");
    const gone = frameOfFile(folder.path, "gone.jpg");
    const frames = [gone, a, changed, b, large, c] as Frame[];
    expect(await sender.send(frames)).toMatchObject([
      { verdict: { kind: "rejected", status: null }, fault: "unreadable" },
      {
        verdict: { kind: "accepted", response: { predictions: [103] } },
        batchPosition: { place: 0 },
      },
      { verdict: { kind: "fileChanged" }, fault: "changed" },
      {
        verdict: { kind: "accepted", response: { predictions: [104] } },
        batchPosition: { place: 1 },
      },
      { verdict: { reason: "the image has 107 bytes, but the service takes at most 106" } },
      {
        verdict: { kind: "accepted", response: { predictions: [106] } },
        batchPosition: { place: 2 },
      },
    ]);
    expect(collector.requestCount).toBe(1);
  });

  test("leaves the last one alone in its request, as if it had been sent so", async () => {
    await using folder = await temporaryFolder();
    const body = { predictions: [] };
    await using collector = await startCollector({ answer: () => ({ body }) });
    await using sender = groupSenderTo(collector.url, { protocol: roboflow({ model: "m" }) });
    const [frame = sampleFrame()] = await frameFiles(folder.path, 1);
    const [, sending] = await sender.send([frameOfFile(folder.path, "gone.jpg"), frame]);
    expect(sending).toEqual({
      verdict: { kind: "accepted", status: 200, response: body, predictions: { detections: [] } },
      fault: null,
    });
    const { image } = JSON.parse(String(collector.requests[0]?.body)) as { image: object };
    expect(image).toEqual({ type: "base64", value: imageBytes(0).toString("base64") });
  });

  test("leaves nothing to send when it is the only one", async () => {
    await using collector = await startCollector({ answer: predict });
    await using sender = groupSenderTo(collector.url);
    const frames = ["a.jpg", "b.jpg"].map((name) => frameOfFile("/nowhere", name));
    expect(await sender.send(frames)).toMatchObject([
      { fault: "unreadable" },
      { fault: "unreadable" },
    ]);
    expect(collector.requestCount).toBe(0);
  });
});

describe("a rejection of several frames", () => {
  test("says nothing about the new content of those that have changed meanwhile", async () => {
    await using folder = await temporaryFolder();
    const [changing = sampleFrame(), gone = sampleFrame(), kept = sampleFrame()] = await frameFiles(
      folder.path,
      3,
    );
    await using collector = await startCollector({
      answer: async () => {
        await writeFile(changing.path, "its new content");
        await rm(gone.path);
        return { status: 400 };
      },
    });
    await using sender = groupSenderTo(collector.url);
    expect(await sender.send([changing, gone, kept])).toMatchObject([
      { verdict: { kind: "fileChanged", status: 400 } },
      { verdict: { kind: "rejected", status: 400 } },
      { verdict: { kind: "rejected", status: 400 }, batchPosition: { place: 2, isShared: true } },
    ]);
  });
});

describe("the body of a batch", () => {
  test("is used again once its request was taken whole, and not before", async () => {
    await using folder = await temporaryFolder();
    const answers: readonly Answer[] = [{ kind: "reset" }, {}];
    await using collector = await startCollector({
      answer: (request, number) => answers[number] ?? predict(request),
    });
    const givenBack: number[] = [];
    class WatchedBuffers extends BodyBuffers {
      override giveBack(buffer: Buffer): void {
        givenBack.push(collector.requestCount);
        super.giveBack(buffer);
      }
    }
    await using sender = groupSenderTo(collector.url, { bodies: new WatchedBuffers(2) });
    const frames = await frameFiles(folder.path, 2);
    for (let count = 0; count < 3; count += 1) await sender.send(frames);
    expect(givenBack).toEqual([2, 3]);
  });
});
