import { describe, expect, test } from "vitest";
import { gzipSync } from "node:zlib";
import {
  type FrameResult,
  type RunSummary,
  sendFiles,
  type SendFilesOptions,
} from "../src/index.ts";
import { type RawService, startRawService } from "./support/services/raw-service.ts";
import { DeliveryCommand } from "./support/program/delivery-command.ts";

const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
const TWO_LENGTHS = "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab";
const NAMES = ["in/a.jpg", "in/b.jpg", "in/c.jpg", "in/d.jpg"];

interface Sent {
  readonly summary: RunSummary;
  readonly results: readonly FrameResult[];
}

/** A service that answers each POST with these bytes, and closes. */
async function startService(answer: Buffer | string): Promise<RawService & { posts: number }> {
  let posts = 0;
  const service = await startRawService((socket, bytes) => {
    if (bytes.toString("latin1", 0, 4) === "POST") posts += 1;
    socket.end(typeof answer === "string" ? Buffer.from(answer, "latin1") : answer);
  });
  return Object.defineProperty(service, "posts", { get: () => posts }) as never;
}

/** Sends four images by the library. */
async function send(
  options: Pick<SendFilesOptions, "to"> & Partial<SendFilesOptions>,
): Promise<Sent> {
  await using delivery = await DeliveryCommand.open();
  delivery.land(...NAMES);
  const run = sendFiles({
    paths: [delivery.path("in")],
    state: delivery.path("state"),
    ...options,
  });
  const results: FrameResult[] = [];
  for await (const event of run) if (event.type === "frameSettled") results.push(event.result);
  return { summary: await run.summary, results };
}

describe("P46: frames whose answers are odd", () => {
  test.each([
    ["interim answers", `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\n\r\n${OK}`],
    ["bare newlines", "HTTP/1.1 200 OK\ncontent-length: 2\n\nok"],
    [
      "the end of the connection after each",
      OK.replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n"),
    ],
  ])("with %s are delivered, each posted once", async (_, answer) => {
    await using service = await startService(answer);
    const { summary } = await send({ to: service.url });
    expect(summary).toMatchObject({
      delivered: 4,
      failed: 0,
      serviceResponded: true,
      complete: true,
    });
    expect(service.posts).toBe(4);
  });

  test.each([
    ["are malformed", TWO_LENGTHS, /names two lengths/u],
    [
      "are larger than 1 MiB",
      Buffer.concat([Buffer.from("HTTP/1.1 200 OK\r\n\r\n"), Buffer.alloc(2_000_000, "x")]),
      /status 200 is larger than 1 MiB/u,
    ],
  ])(
    "that %s fail after one post each, and the service has responded",
    async (_, answer, reason) => {
      await using service = await startService(answer);
      const { summary, results } = await send({ to: service.url });
      expect(summary).toMatchObject({
        failed: 4,
        pending: 0,
        serviceResponded: true,
        problems: [],
      });
      expect(summary.failures).toMatchObject([{ count: 4, reason: expect.stringMatching(reason) }]);
      expect(results.map(({ attempts }) => attempts)).toEqual([1, 1, 1, 1]);
      expect(service.posts).toBe(4);
    },
  );

  test("whose compressed data is truncated fail after all attempts, and the service has responded", async () => {
    const head = "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 20\r\n\r\n";
    const body = gzipSync('{"label":"cat","confidence":0.9}').subarray(0, 20);
    await using service = await startService(Buffer.concat([Buffer.from(head), body]));
    const { summary } = await send({ to: service.url, retries: 1 });
    expect(summary).toMatchObject({ failed: 4, serviceResponded: true });
    expect(summary.failures[0]?.reason).toMatch(/gzip data of the answer with status 200 is cut/u);
    expect(service.posts).toBe(8);
  });

  test("in a batch are not sent again in smaller ones", async () => {
    await using service = await startService(TWO_LENGTHS);
    const { summary } = await send({
      ...{ to: service.url, protocol: "tfserving", model: "m" },
      ...{ batch: 4, batchTimeoutMs: 60_000, concurrency: 1, waitReadyMs: 0 },
    });
    expect(summary).toMatchObject({ failed: 4, serviceResponded: true });
    expect(service.posts).toBe(1);
  });

  test("at a mirror change nothing of the run", async () => {
    await using service = await startService(OK);
    await using mirror = await startService(TWO_LENGTHS);
    const { summary } = await send({ to: service.url, mirror: mirror.url });
    expect(summary).toMatchObject({ delivered: 4, failed: 0, complete: true });
    expect(mirror.posts).toBeLessThanOrEqual(4);
  });

  test("go to another service that is healthy", async () => {
    await using odd = await startService(TWO_LENGTHS);
    await using service = await startService(OK);
    const { summary } = await send({ to: [odd.url, service.url], concurrency: 1 });
    expect(odd.posts).toBeGreaterThan(0);
    expect(summary).toMatchObject({ delivered: 4, failed: 0 });
  });
});

describe("P45: without an HTTP service at the address", () => {
  test.each([
    ["http:", "\x15\x03\x01\0\x02\x02\x46", /speaks TLS: use https:/u],
    ["http:", "SSH-2.0-OpenSSH_9.2\r\n", /SSH server/u],
    ["https:", "HTTP/1.1 400 Bad Request\r\n\r\n", /speaks plain HTTP: use http:/u],
  ])("the run at %s ends early and keeps its frames: %j", async (scheme, answer, reason) => {
    await using service = await startService(answer);
    const { summary, results } = await send({ to: service.url.replace("http:", scheme) });
    expect(results).toEqual([]);
    expect(summary).toMatchObject({ failed: 0, pending: 4, complete: false });
    expect(summary.problems).toMatchObject([
      { code: "ERR_SERVICE_SILENT", message: expect.stringMatching(reason) },
    ]);
    expect(service.posts).toBeLessThanOrEqual(4);
  });
});

test("P46: the program says at once what is wrong with answers, and does not count them as missing", async () => {
  await using service = await startService(TWO_LENGTHS);
  await using delivery = await DeliveryCommand.open();
  delivery.land(...NAMES);
  const { exitCode, stderr } = await delivery.plain(["send", "in", "--to", service.url]);
  expect([exitCode, service.posts]).toEqual([3, 4]);
  expect(stderr).toMatch(/answers, but the answer is not valid HTTP: it names two lengths/u);
  expect(stderr).not.toContain("never answered");
  const doctor = await delivery.plain(["doctor", "--to", service.url, "--protocol", "raw"]);
  expect(doctor.stdout + doctor.stderr).toMatch(/names two lengths/u);
});
