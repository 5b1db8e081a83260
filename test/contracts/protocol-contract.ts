import { randomBytes } from "node:crypto";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { idempotencyKey } from "../../src/core/frame/idempotency-key.ts";
import type { Predictions } from "../../src/core/frame/predictions.ts";
import type { Protocol } from "../../src/core/service/protocol.ts";
import type { Verdict } from "../../src/core/frame/verdict.ts";
import { type ProtocolName, protocolSchema } from "../../src/options/protocol-options.ts";
import { checkOptions } from "../../src/options/options-schema.ts";
import { serviceAddress } from "../../src/protocols/join-address.ts";
import { createProtocol } from "../../src/protocols/protocol-registry.ts";
import { probeSender } from "../../src/submitter/http/probe-sender.ts";
import { frameOfFile, sampleFrame } from "../support/samples/sample-frame.ts";
import { digestOf } from "../support/files/digest-of.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { type Mood, Stub, type StubRules } from "../services/stubs/stub.ts";
import { ConnectedService, imageFiles, never } from "./connected-service.ts";
import { ODD_NAMES } from "./odd-names.ts";

/** What a protocol must bring along: how to make it, and a service that speaks it to the letter. */
export interface ProtocolUnderTest {
  readonly protocol: ProtocolName;
  readonly options?: object;
  readonly stub: StubRules;
  /** Path of the address that a user gives. @default "" */
  readonly path?: string;
  /** What the stub's answer to one frame means. */
  readonly meaning?: Predictions;
}

const SECRETS = { authorization: "Bearer s3cr3t-of-bearer", "x-api-key": 'key-"quoted"-5f2a' };

/** What holds for every protocol, whatever its format. */
export function keepsProtocolContract(title: string, given: ProtocolUnderTest): void {
  // What a protocol does with an address depends on its path alone.
  const address = `http://127.0.0.1${given.path ?? ""}`;
  const create = (more: object = {}): Protocol =>
    createProtocol(given.protocol, {
      ...checkOptions(protocolSchema, { headers: SECRETS, ...given.options, ...more }),
      address,
    });

  describe(`the ${title} protocol`, () => {
    keepsToItsRoom(create);
    bringsFramesAcross(create, given);
    tellsAnswersApart(create, given);
    tellsReadiness(create, given);
  });
}

function keepsToItsRoom(create: () => Protocol): void {
  test.each(ODD_NAMES)("fits what goes around an image into its room, for %s", (_, fileName) => {
    const protocol = create();
    const frame = sampleFrame({ relativePath: `some/folder/${fileName}`, source: fileName });
    const { head, tail } = protocol.encode(frame, image());
    expect(head.length).toBeLessThanOrEqual(protocol.maxHeadBytes);
    expect(tail.length).toBeLessThanOrEqual(protocol.maxTailBytes);
  });

  test.each(ODD_NAMES)("lets no header be injected by %s", (_, fileName) => {
    const frame = sampleFrame({ relativePath: fileName, source: fileName });
    const { headers } = create().encode(frame, image());
    for (const [header, value] of Object.entries(headers)) {
      expect(header).toMatch(/^[!#$%&'*+.^_`|~0-9a-z-]+$/);
      expect(value).toMatch(/^[\t\x20-\x7e]*$/);
    }
  });

  test("neither changes nor keeps the image", () => {
    const lent = image();
    const before = digestOf(lent);
    const { head, tail } = create().encode(sampleFrame(), lent);
    const around = digestOf(head) + digestOf(tail);
    expect(digestOf(lent)).toBe(before);
    lent.fill(0);
    expect(digestOf(head) + digestOf(tail)).toBe(around);
  });

  test("leaves what goes around the first frame alone when it encodes a second one", () => {
    const protocol = create();
    const first = protocol.encode(sampleFrame({ relativePath: "a.jpg" }), image());
    const before = JSON.stringify(first);
    protocol.encode(sampleFrame({ relativePath: "b.png" }), image());
    expect(JSON.stringify(first)).toBe(before);
  });
}

function bringsFramesAcross(create: (more?: object) => Protocol, given: ProtocolUnderTest): void {
  test("brings a strict service each image byte for byte, and accepts its answer", async () => {
    await using folder = await temporaryFolder();
    await using stub = await Stub.start(given.stub);
    await using service = await ConnectedService.connect(addressOf(stub, given), create(), SECRETS);
    const files = await imageFiles(folder.path);
    for (const [frame] of files)
      expect(await service.send(frame)).toMatchObject({ kind: "accepted", status: 200 });
    expect(stub.violations).toEqual([]);
    expect(stub.images.map(digestOf)).toEqual(files.map(([, bytes]) => digestOf(bytes)));
  });

  test("brings a smaller copy across whole, and gives places in pixels of the frame", async () => {
    await using folder = await temporaryFolder();
    await using stub = await Stub.start(given.stub);
    const box = { width: 320, height: 320 };
    const address = addressOf(stub, given);
    await using service = await ConnectedService.connect(address, create(), SECRETS, box);
    const create640 = { width: 640, height: 480, channels: 3 as const, background: "teal" };
    await sharp({ create: create640 }).jpeg().toFile(join(folder.path, "large.jpg"));
    const verdict = await service.send(frameOfFile(folder.path, "large.jpg"));
    expect(stub.violations).toEqual([]);
    const { format, width, height } = await sharp(stub.images[0]).metadata();
    expect([format, width, height]).toEqual(["jpeg", 320, 240]);
    const { detections = [] } = (verdict as { predictions?: Predictions }).predictions ?? {};
    for (const [index, { box: place }] of (given.meaning?.detections ?? []).entries()) {
      const { x, y, width: across, height: down } = place;
      const twice = { x: 2 * x, y: 2 * y, width: 2 * across, height: 2 * down };
      expect(detections[index]?.box).toEqual(twice);
    }
  });

  test("adds what the answer means to the result", async () => {
    const verdict = await verdictOf(create, given, "accepting");
    const { predictions } = verdict as { predictions?: Predictions };
    expect(predictions).toEqual(given.meaning);
  });

  test("sends index, time, source and key of a frame with --metadata", async () => {
    await using folder = await temporaryFolder();
    await using stub = await Stub.start(given.stub);
    const protocol = create({ metadata: true });
    await using service = await ConnectedService.connect(addressOf(stub, given), protocol, SECRETS);
    const [[frame] = [sampleFrame()]] = await imageFiles(folder.path);
    await service.send({ ...frame, index: 42, ptsSeconds: 1.68, source: "cam 1" });
    const { headers, parts } = stub.requests.at(-1) ?? {};
    const key = idempotencyKey(frame.identity);
    expect(headers).toMatchObject({
      ...{ "x-frame-index": "42", "x-frame-pts": "1.68" },
      ...{ "x-frame-source": "cam%201", "idempotency-key": key },
    });
    const fields = parts?.map(({ fieldName, bytes }) => [fieldName, bytes.toString()]) ?? [];
    if (fields.length > 0)
      expect(Object.fromEntries(fields)).toMatchObject({
        ...{ frame_index: "42", frame_pts: "1.68" },
        ...{ frame_source: "cam 1", idempotency_key: key },
      });
  });

  test("brings several frames in one request across whole, each with its verdict", async (context) => {
    await using folder = await temporaryFolder();
    await using stub = await Stub.start(given.stub);
    await using service = await ConnectedService.connect(addressOf(stub, given), create(), SECRETS);
    if (service.protocol.batch === undefined) context.skip("it takes one frame at a time");
    const files = await imageFiles(folder.path);
    const frames = files.map(([frame]) => frame);
    const verdicts = await service.sendTogether(frames);
    expect(stub.violations).toEqual([]);
    expect(stub.images.map(digestOf)).toEqual(files.map(([, bytes]) => digestOf(bytes)));
    expect(verdicts).toEqual(frames.map(() => expect.objectContaining({ kind: "accepted" })));
    stub.mood = "refusing";
    const refused = await service.sendTogether(frames);
    expect(refused).toEqual(frames.map(() => expect.objectContaining({ kind: "rejected" })));
  });
}

function tellsAnswersApart(create: () => Protocol, given: ProtocolUnderTest): void {
  test("takes an overloaded service for unavailable, for as long as it says", async () => {
    const { waitMs } = given.stub.overloadedWithWait;
    const asked = await verdictOf(create, given, "overloadedWithWait");
    expect(asked).toMatchObject({ kind: "unavailable", waitMs });
    const silent = await verdictOf(create, given, "overloadedWithoutWait");
    expect(silent).toMatchObject({ kind: "unavailable", waitMs: null });
  });

  test.each([
    ["broken", "transientError"],
    ["refusing", "rejected"],
  ] as const)("tells a %s service from others: its verdict is %s", async (mood, kind) => {
    const { status = 200 } = given.stub[mood];
    expect(await verdictOf(create, given, mood)).toMatchObject({ kind, status });
  });

  test.each(["broken", "refusing", "overloadedWithoutWait"] as const)(
    "gives a reason of one printable line when the service is %s",
    async (mood) => expectPrintable(await verdictOf(create, given, mood)),
  );

  test("reveals no secret, not even of a service that repeats what it was sent", async () => {
    await using folder = await temporaryFolder();
    await using stub = await Stub.start(given.stub);
    await using service = await ConnectedService.connect(addressOf(stub, given), create(), SECRETS);
    const [[frame] = [sampleFrame()]] = await imageFiles(folder.path);
    stub.mood = "telltale";
    const verdict = await service.send(frame);
    expect(stub.requests.at(-1)?.headers).toMatchObject(SECRETS);
    expect(verdict).toMatchObject({ kind: "rejected" });
    expect(JSON.stringify(verdict)).toContain("***");
    for (const secret of ["s3cr3t-of-bearer", "quoted", "5f2a"])
      expect(JSON.stringify(verdict)).not.toContain(secret);
  });
}

function tellsReadiness(create: () => Protocol, given: ProtocolUnderTest): void {
  test("finds out at the published place that a service is not ready", async () => {
    await using stub = await Stub.start(given.stub);
    const { probe, route } = create();
    const service = serviceAddress(addressOf(stub, given), route);
    const address = probe.address(service);
    const question = { method: probe.method, address, headers: probe.headers ?? {} };
    const whyNot = async (): Promise<string | null> => {
      const answer = await probeSender(SECRETS, 20_000)(question, never);
      return "fault" in answer ? answer.reason : probe.notReadyReason(answer);
    };
    stub.isReady = false;
    expect(await whyNot()).toMatch(/^[^\p{Cc}]+$/u);
    stub.isReady = true;
    expect(await whyNot()).toBeNull();
    const { method, path } = given.stub.readiness;
    expect(stub.requests.map((request) => [request.method, request.path])).toEqual([
      [method, path],
      [method, path],
    ]);
  });
}

function addressOf({ url }: Stub, { path = "" }: ProtocolUnderTest): string {
  return url + path;
}

/** What comes of one frame that is sent to a service in this mood. */
async function verdictOf(
  create: () => Protocol,
  given: ProtocolUnderTest,
  mood: Mood,
): Promise<Verdict> {
  await using folder = await temporaryFolder();
  await using stub = await Stub.start(given.stub);
  await using service = await ConnectedService.connect(addressOf(stub, given), create(), SECRETS);
  const [[frame] = [sampleFrame()]] = await imageFiles(folder.path);
  stub.mood = mood;
  const verdict = await service.send(frame);
  expect(stub.violations).toEqual([]);
  return verdict;
}

/** What a person is told must neither break lines nor steer a terminal. */
export function expectPrintable(verdict: Verdict): void {
  const reason = verdict.kind === "accepted" ? "accepted" : verdict.reason;
  expect(reason).toMatch(/^[^\p{Cc}\u2028\u2029]+$/u);
}

function image(): Buffer {
  return Buffer.concat([Buffer.from("\xff\xd8\xff\xe0", "latin1"), randomBytes(1000)]);
}
