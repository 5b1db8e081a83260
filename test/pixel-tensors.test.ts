import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CFR_VIDEO } from "../scripts/fixtures/fixture-videos.ts";
import { planOfSend } from "../src/cli/plan/dry-run.ts";
import {
  type FrameResult,
  type RunEvent,
  type RunSummary,
  runVideo,
  sendFiles,
  type SendFilesOptions,
  tuneService,
  watchFolders,
} from "../src/index.ts";
import { filesSchema } from "../src/options/files-options.ts";
import { checkOptions } from "../src/options/options-schema.ts";
import { temporaryFolder, type TemporaryFolder } from "./support/files/temporary-folder.ts";
import { fixtureVideoPath } from "./support/videos/decoded-video.ts";
import {
  IMAGES,
  inferences,
  inPlanes,
  samplesOf,
  startPixelModel,
  tensorIn,
  writeImages,
} from "./support/services/pixel-model.ts";

let home: TemporaryFolder;
let folder: string;
beforeEach(async () => {
  home = await temporaryFolder();
  folder = join(home.path, "in");
  await mkdir(folder);
});
afterEach(async () => {
  await home[Symbol.asyncDispose]();
});

const VIDEO = fixtureVideoPath(CFR_VIDEO.fileName);
const OPEN = { name: "images", datatype: "FP32", shape: [-1, 3, -1, -1] } as const;

/** What every run here has in common. */
function common() {
  return { protocol: "kserve-v2", model: "m", state: home.path } as const;
}

interface Sent {
  readonly summary: RunSummary;
  readonly events: readonly RunEvent[];
  /** One for each frame, by its name. */
  readonly results: readonly FrameResult[];
}

/** Sends the images of the folder. */
async function send(to: string, options: Partial<SendFilesOptions> = {}): Promise<Sent> {
  const order = { order: "name", concurrency: 1 } as const;
  const run = sendFiles({ paths: [folder], to, ...common(), ...order, ...options });
  const events: RunEvent[] = [];
  for await (const event of run) events.push(event);
  const results = events.flatMap((event) => (event.type === "frameSettled" ? [event.result] : []));
  const byName = results.toSorted((one, other) => one.frame.localeCompare(other.frame));
  return { summary: await run.summary, events, results: byName };
}

/** The first number of each frame's answer. */
function firstNumbers({ results }: Sent): readonly unknown[] {
  return results.map(({ response }) => {
    const { outputs } = response as { outputs: readonly [{ data: readonly number[] }] };
    return outputs[0].data;
  });
}

/** Samples from 0 to 1, in FP32. */
function unit(samples: readonly number[]): readonly number[] {
  return samples.map((sample) => Math.fround(sample / 255));
}

describe("pixels for a model of kserve-v2 that takes no encoded images", () => {
  test("are sent as its metadata say, and each frame has its own answer", async () => {
    await using model = await startPixelModel();
    await writeImages(folder, 2);
    const sent = await send(model.url);
    expect(sent.events).toContainEqual({
      type: "serviceFound",
      protocol: null,
      message: expect.stringContaining(
        "the input images takes FP32, sent as a binary tensor: pixels stretched to 4x2, RGB in NCHW, (pixel - 0) / 255",
      ),
    });
    expect(inferences(model).map(tensorIn)).toEqual(
      [0, 1].map((number) => ({
        shape: [1, 3, 2, 4],
        datatype: "FP32",
        numbers: unit(inPlanes(samplesOf(number))),
      })),
    );
    expect(firstNumbers(sent)).toEqual([unit([0]), unit([1])]);
  });

  test("leave the images as they are, and a frame that is sent again is the same frame", async () => {
    let isBroken = true;
    await using model = await startPixelModel({
      infer: () => (isBroken ? { status: 500, body: { error: "CUDA error" } } : undefined),
    });
    const [path = ""] = await writeImages(folder, 1);
    const before = await readFile(path);
    await send(model.url, { retries: 0 });
    isBroken = false;
    await send(model.url, { retryFailed: true });
    const [first, again] = inferences(model);
    expect(again?.headers["idempotency-key"]).toBe(first?.headers["idempotency-key"]);
    expect(again?.body).toEqual(first?.body);
    expect(await readFile(path)).toEqual(before);
  });

  test("go to a mirror, too, as its own model wants them", async () => {
    const nhwc = { name: "x", datatype: "UINT8", shape: [2, 4, 3] };
    await using model = await startPixelModel();
    await using mirror = await startPixelModel({ inputs: [nhwc], maxBatchSize: 0 });
    await writeImages(folder, 1);
    // The mirror is asked first, so that it can take the one frame.
    await expect
      .poll(async () => {
        await send(model.url, { mirror: mirror.url, restart: true });
        return inferences(mirror).length;
      })
      .toBeGreaterThan(0);
    expect(tensorIn(inferences(mirror)[0]!)).toEqual({
      shape: [2, 4, 3],
      datatype: "UINT8",
      numbers: samplesOf(0),
    });
  });

  test("are what tune sends", async () => {
    await using model = await startPixelModel();
    await writeImages(folder, 3);
    const budget = { maxRequests: 20, maxSeconds: 60, maxConcurrency: 2 };
    const { state: _, ...service } = common();
    await tuneService({ to: model.url, ...service, ...budget, images: folder });
    expect(inferences(model).length).toBeGreaterThan(0);
    const known = [0, 1, 2].map((number) => JSON.stringify(unit(inPlanes(samplesOf(number)))));
    for (const request of inferences(model))
      expect(known).toContain(JSON.stringify(tensorIn(request).numbers));
  });

  test("are described by a dry run, which does not ask the model", async () => {
    const given = { tensorSize: "8x9", tensorFit: "crop", tensorStd: 1, tensorMean: "1,2,3" };
    const options = checkOptions(filesSchema, {
      ...{ paths: [folder], to: "http://127.0.0.1:9/", ...common(), ...given },
    });
    const { facts, lines } = await planOfSend(options, null);
    expect(facts).toMatchObject({
      tensor: {
        ...{ tensorSize: { width: 8, height: 9 }, tensorFit: "crop" },
        ...{ tensorMean: [1, 2, 3], tensorStd: [1] },
      },
    });
    expect(lines).toContainEqual([
      "",
      "pixels as the model's input says, with --tensor-size 8x9 --tensor-fit crop --tensor-mean 1,2,3 --tensor-std 1",
    ]);
  });

  test("of an image that cannot be decoded fail it with the reason, and hold up no other", async () => {
    await using model = await startPixelModel();
    const [, broken = ""] = await writeImages(folder, 3);
    const bytes = await readFile(broken);
    bytes.writeUInt32BE(3, 16);
    await writeFile(broken, bytes);
    const { summary } = await send(model.url);
    expect(summary).toMatchObject({
      delivered: 2,
      failures: [{ reason: expect.stringMatching(/^the image cannot be decoded: \w/u), count: 1 }],
    });
    expect(inferences(model)).toHaveLength(2);
  });

  test("are numbers in JSON where the server knows no binary tensors, of one image or several", async () => {
    await using model = await startPixelModel({ inputs: [IMAGES], extensions: [] });
    await writeImages(folder, 3);
    const sent = await send(model.url, { batch: 2, batchTimeoutMs: "1h" });
    expect(inferences(model).map(({ headers }) => headers["content-type"])).toEqual(
      Array(2).fill("application/json"),
    );
    const tensors = inferences(model).map(tensorIn);
    expect(tensors.map(({ shape }) => shape)).toEqual([
      [2, 3, 2, 4],
      [1, 3, 2, 4],
    ]);
    expect(tensors.flatMap(({ numbers }) => numbers.map(Math.fround))).toEqual(
      [0, 1, 2].flatMap((number) => unit(inPlanes(samplesOf(number)))),
    );
    expect(firstNumbers(sent).flat().map(Number).map(Math.fround)).toEqual(unit([0, 1, 2]));
  });
});

describe("several images in one request", () => {
  test.each([
    [4, [4, 4, 1]],
    [3, [3, 3, 3]],
  ])("of %i are tensors one behind the other", async (batch, sizes) => {
    await using model = await startPixelModel({ maxBatchSize: 4 });
    await writeImages(folder, 9);
    const sent = await send(model.url, { batch, batchTimeoutMs: "1h" });
    const tensors = inferences(model).map(tensorIn);
    expect(tensors.map(({ shape }) => shape)).toEqual(sizes.map((size) => [size, 3, 2, 4]));
    const numbers = Array.from({ length: 9 }, (_, number) => number);
    expect(tensors.flatMap((tensor) => tensor.numbers)).toEqual(
      numbers.flatMap((number) => unit(inPlanes(samplesOf(number)))),
    );
    expect(firstNumbers(sent)).toEqual(numbers.map((number) => unit([number])));
  });

  test.each([
    [4, 5, "takes at most 4 images in a request, fewer than `batch: 5`", "lower `batch` to 4"],
    [1, 2, "takes one image in a request, fewer than `batch: 2`", "leave `batch` out"],
  ])("are an error beyond the %i that the model takes", async (maxBatchSize, batch, words, way) => {
    await using model = await startPixelModel({ maxBatchSize });
    await writeImages(folder, 1);
    await expect(send(model.url, { batch })).rejects.toMatchObject({
      code: "ERR_OPTION",
      message: expect.stringContaining(words),
      remedy: expect.stringContaining(way),
    });
    expect(inferences(model)).toEqual([]);
  });
});

describe("a model that cannot be fed is a usage error, before anything is sent,", () => {
  const NO_SIZE = {
    code: "ERR_OPTION",
    kind: "usage",
    message: expect.stringMatching(
      /^nothing can be sent to http:\S+: the input images takes FP32 \[-1,3,-1,-1\], which leaves height and width open$/u,
    ),
    remedy: 'say them, such as `tensorSize: "640x640"`',
  };

  test.each([
    ["sendFiles", (to: string) => sendFiles({ paths: [folder], to, ...common() }).summary],
    ["watchFolders", (to: string) => watchFolders({ folders: [folder], to, ...common() }).summary],
    ["runVideo", (to: string) => runVideo({ video: VIDEO, to, ...common() }).summary],
    ["tuneService", (to: string) => tuneService({ to, images: folder, ...WITHOUT_STATE })],
  ])("in %s", async (_, start) => {
    await using model = await startPixelModel({ inputs: [OPEN] });
    await writeImages(folder, 1);
    await expect(start(model.url)).rejects.toMatchObject(NO_SIZE);
    expect(inferences(model)).toEqual([]);
  });
  const WITHOUT_STATE = { protocol: "kserve-v2", model: "m" } as const;

  test("as one of several services, of which none that is not ready is waited for", async () => {
    await using away = await startPixelModel();
    await using model = await startPixelModel({ inputs: [OPEN] });
    await writeImages(folder, 1);
    const to = [`${away.url}/not/there`, model.url] as unknown as string;
    await expect(send(to, { waitReadyMs: "1h" })).rejects.toMatchObject(NO_SIZE);
    expect(inferences(away)).toEqual([]);
  });

  test("with --resize, which would change nothing", async () => {
    await using model = await startPixelModel();
    await writeImages(folder, 1);
    const options = { resize: { width: 9, height: 9 } };
    await expect(send(model.url, options)).rejects.toMatchObject({
      code: "ERR_OPTION",
      remedy: "leave `resize` out",
    });
    expect(inferences(model)).toEqual([]);
  });

  test("as are options that do not fit each other or the protocol", async () => {
    await using model = await startPixelModel();
    await writeImages(folder, 1);
    await expect(
      send(model.url, { protocol: "raw", model: null, tensorFit: "crop" }),
    ).rejects.toThrow("`tensorFit` does not apply to the protocol raw");
    await expect(send(model.url, { tensorMean: [1] })).rejects.toThrow(
      "`tensorMean` needs `tensorStd` as well",
    );
    expect(model.requestCount).toBe(0);
  });
});
