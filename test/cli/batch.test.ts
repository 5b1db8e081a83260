import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CFR_VIDEO } from "../../scripts/fixtures/fixture-videos.ts";
import { fixtureVideoPath } from "../support/videos/decoded-video.ts";
import { kserveV2Stub } from "../services/stubs/kserve-v2.ts";
import { Stub } from "../services/stubs/stub.ts";
import type { Answer, ReceivedRequest } from "../support/services/collector.ts";
import { DeliveryCommand, imageOf } from "../support/program/delivery-command.ts";
import { instancesIn } from "../support/services/instances.ts";

const TFSERVING = ["--protocol", "tfserving", "--model", "m"];
const names = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `in/${String(index).padStart(2, "0")}.jpg`);

/** Names of the images in a request, which stand behind their ends. */
const namesIn = (request: ReceivedRequest): string[] =>
  instancesIn(request).map((image) => image.subarray(imageOf("").length).toString());

const predictions = (request: ReceivedRequest): Answer =>
  request.method === "GET" ? {} : { body: { predictions: namesIn(request) } };

const posts = ({ service }: DeliveryCommand): ReceivedRequest[] =>
  service.requests.filter(({ method }) => method === "POST");

describe("--batch", () => {
  test("sends several frames in one request, and gives each its own line", async () => {
    await using delivery = await DeliveryCommand.open({ answer: predictions });
    delivery.land(...names(20));
    const words = ["--batch", "8", "--batch-timeout", "1m", "-c", "1", "--order", "name"];
    const { exitCode, summary, results } = await delivery.run([
      "send",
      "in",
      ...TFSERVING,
      ...words,
    ]);
    expect(exitCode).toBe(0);
    expect(summary).toMatchObject({ landed: 20, delivered: 20, failed: 0, complete: true });
    expect(posts(delivery).map(namesIn)).toEqual([
      names(20).slice(0, 8),
      names(20).slice(8, 16),
      names(20).slice(16),
    ]);
    expect(results.map(({ frame, attempts, response }) => [frame, attempts, response])).toEqual(
      names(20).map((name) => [name.slice(3), 1, { predictions: [name] }]),
    );
    const keys = posts(delivery).flatMap(({ headers }) =>
      String(headers["idempotency-key"]).split(","),
    );
    expect(keys).toEqual(Array(20).fill(expect.stringMatching(/^[\w-]{22}$/u)));
    expect(new Set(keys).size).toBe(20);
  });

  test("fails the one bad frame of a batch, which can be sent again in another", async () => {
    let isBad = true;
    await using delivery = await DeliveryCommand.open({
      answer: (request) =>
        isBad && request.method === "POST" && namesIn(request).includes("in/05.jpg")
          ? { status: 422, body: { error: "no cat" } }
          : predictions(request),
    });
    delivery.land(...names(8));
    const words = [...TFSERVING, "--batch", "8", "--batch-timeout", "1m"];
    const { exitCode, summary, stderr } = await delivery.run(["send", "in", ...words]);
    expect(exitCode).toBe(3);
    expect(summary).toMatchObject({
      delivered: 7,
      failed: 1,
      failures: [{ examples: ["05.jpg"] }],
    });
    expect(posts(delivery)).toHaveLength(1 + 2 * 3);
    expect(stderr).toContain("--batch 8 --batch-timeout 1m");
    isBad = false;
    const again = await delivery.run(["resubmit", delivery.path("in"), ...words]);
    expect([again.exitCode, again.summary]).toMatchObject([0, { delivered: 1, failed: 0 }]);
  });

  test("delivers the frames of a video, each with its position and time", async () => {
    await using delivery = await DeliveryCommand.open({
      answer: (request) =>
        request.method === "GET"
          ? {}
          : { body: { predictions: instancesIn(request).map(() => 1) } },
    });
    const video = fixtureVideoPath(CFR_VIDEO.fileName);
    const words = ["--every", "5", "--batch", "4", "--metadata"];
    const { exitCode, summary, results } = await delivery.run([
      "run",
      video,
      ...TFSERVING,
      ...words,
    ]);
    expect(exitCode).toBe(0);
    expect(summary).toMatchObject({ delivered: CFR_VIDEO.frameCount / 5, complete: true });
    const indexes = posts(delivery).flatMap(({ headers }) =>
      String(headers["x-frame-index"]).split(","),
    );
    expect(indexes.map(Number).toSorted((a, b) => a - b)).toEqual(
      results.map(({ index }) => index).toSorted((a, b) => (a ?? 0) - (b ?? 0)),
    );
  });

  test("stands in the plan of a dry run", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    const words = [
      "send",
      "in",
      "--dry-run",
      ...TFSERVING,
      "--batch",
      "8",
      "--batch-timeout",
      "2s",
    ];
    const { stdout } = await delivery.plain([...words, "--to", delivery.service.url]);
    expect(stdout).toContain("up to 8 frames in one, for which a frame waits 2 s at most");
    const { summary } = await delivery.run(words);
    expect(summary).toMatchObject({ batch: 8, batchTimeoutMs: 2000 });
    const alone = await delivery.plain(["send", "in", "--dry-run", "--to", delivery.service.url]);
    expect(alone.stdout).not.toContain("frames in one");
  });
});

describe("--batch that cannot be kept is a usage error, and nothing is sent,", () => {
  test.each([[[]], [["--dry-run"]]])("because of the protocol, %j", async (more) => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    const { exitCode, stderr } = await delivery.run(["send", "in", "--batch", "4", ...more]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("the protocol multipart sends one frame in a request");
    expect(stderr).toContain("openai-responses, anthropic, gemini take several");
    expect(delivery.service.requestCount).toBe(0);
  });

  test("because of the model", async () => {
    const input = { name: "image", datatype: "UINT8", shape: [1, -1] } as const;
    await using stub = await Stub.start(kserveV2Stub(input, true));
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    const words = ["send", "in", "--protocol", "kserve-v2", "--model", "yolo", "--batch", "4"];
    const { exitCode, stderr } = await delivery.plain([...words, "--to", stub.url]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("the model yolo takes one image in a request");
    expect(stub.images).toEqual([]);
  });
});

describe("frames that wait for others in a batch", () => {
  test("are sent when a watch is stopped, and not left", async () => {
    await using delivery = await DeliveryCommand.open({ answer: predictions });
    delivery.land(...names(3));
    const words = [...TFSERVING, "--batch", "8", "--batch-timeout", "10m", "--log-format", "json"];
    const run = delivery.start(["watch", "in", ...words, "-v"]);
    await expect
      .poll(() => run.stderr.match(/frameLanded|landed/gu)?.length ?? 0)
      .toBeGreaterThanOrEqual(3);
    run.process.kill("SIGINT");
    const { exitCode, summary } = await run.ended;
    expect([exitCode, summary]).toMatchObject([0, { landed: 3, delivered: 3, pending: 0 }]);
    expect(posts(delivery).flatMap(namesIn).toSorted()).toEqual(names(3));
  });
});

describe("P1: SIGKILL", () => {
  test("loses no frame of a batch, and only what was in flight is sent twice", async () => {
    const { promise: never } = Promise.withResolvers<Answer>();
    let isStuck = true;
    await using delivery = await DeliveryCommand.open({
      answer: (request) => (isStuck && posts(delivery).length > 1 ? never : predictions(request)),
    });
    delivery.land(...names(20));
    const batches = ["--batch", "8", "--batch-timeout", "1m", "-c", "1", "--order", "name"];
    const words = ["send", "in", ...TFSERVING, ...batches, "--delete"];
    const run = delivery.start(words);
    // An image goes once its delivery is on record.
    const isGone = (name: string): boolean => !existsSync(delivery.path(name));
    await expect.poll(() => names(20).filter(isGone).length).toBe(8);
    await expect.poll(() => posts(delivery).length).toBe(2);
    run.process.kill("SIGKILL");
    await run.ended;
    isStuck = false;
    const { exitCode, summary } = await delivery.run(words);
    expect([exitCode, summary]).toMatchObject([0, { delivered: 12, pending: 0, complete: true }]);
    expect(posts(delivery).map(namesIn)).toEqual([
      names(20).slice(0, 8),
      names(20).slice(8, 16),
      names(20).slice(8, 16),
      names(20).slice(16),
    ]);
    const [, second, third] = posts(delivery).map(({ headers }) => headers["idempotency-key"]);
    expect(second).toBe(third);
  });
});
