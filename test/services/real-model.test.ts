import { readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type FrameResult, sendFiles, type SendFilesOptions } from "../../src/index.ts";
import { protocolSchema } from "../../src/options/protocol-options.ts";
import { checkOptions } from "../../src/options/options-schema.ts";
import { createProtocol } from "../../src/protocols/protocol-registry.ts";
import { ConnectedService } from "../contracts/connected-service.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import type { AnnouncedService } from "../support/services/announced-service.ts";
import { runCommand } from "../support/program/command-run.ts";
import { askOnnxModel, startOnnx, whyNoOnnx } from "../support/services/python-service.ts";
import { coloredTextFrames, isTurned, turnedFrames, turnedVideo, WORDS } from "./turned-text.ts";
import { resultLines } from "../support/results/result-lines.ts";

let service: AnnouncedService;
beforeAll(async () => {
  if (whyNoOnnx() === undefined) service = await startOnnx();
});
afterAll(async () => {
  await service?.[Symbol.asyncDispose]();
});
beforeEach((context) => {
  const reason = whyNoOnnx();
  if (reason !== undefined) context.skip(reason);
});

describe("a model server of protocol v2 with a real ONNX model", () => {
  test("says of each frame of a video what the model says by itself", async () => {
    await using home = await temporaryFolder();
    const frames = join(home.path, "frames");
    const results = join(home.path, "results.jsonl");
    const words = ["run", await turnedVideo(home.path), "--to", service.url, "--frames", frames];
    const kserve = ["--protocol", "kserve-v2", "--model", "text-angle", "--results", results];
    const { exitCode, stderr } = await runCommand([...words, ...kserve], home.path);
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining("all 6 frames delivered")]);
    expect(stderr).toContain("the input picture takes BYTES, sent as a binary tensor");
    const told = (await resultLines(results)).toSorted(byFrame);
    await expectInference(
      told.map(({ response }) => response),
      told.map(({ frame }) => join(frames, frame)),
    );
  });

  test.each<[string, Partial<SendFilesOptions>]>([
    ["BYTES, sent as a binary tensor", { model: "text-angle" }],
    ["BYTES, sent as base64 in JSON", { model: "text-angle", params: { binary: "false" } }],
    ["UINT8, sent as a binary tensor", { model: "text-angle-bytes" }],
    ["onnx-service 1 (kserve-v2)", { model: "text-angle", protocol: "auto" }],
  ])("gets whole images as %s", async (found, options) => {
    await using home = await temporaryFolder();
    const paths = (await turnedFrames(home.path)).map(({ path }) => path);
    const kserve = { protocol: "kserve-v2", to: service.url, state: home.path } as const;
    const run = sendFiles({ ...kserve, ...options, paths });
    const told: FrameResult[] = [];
    const words: string[] = [];
    for await (const event of run) {
      if (event.type === "frameSettled") told.push(event.result);
      if (event.type === "serviceFound") words.push(event.message);
    }
    expect(words.join("\n")).toContain(found);
    const answers = told.toSorted(byFrame).map(({ response }) => response);
    await expectInference(answers, paths);
  });

  test("answers several frames of one request, to each its own", async () => {
    await using home = await temporaryFolder();
    const frames = await turnedFrames(home.path);
    const options = checkOptions(protocolSchema, { model: "text-angle" });
    const protocol = createProtocol("kserve-v2", options);
    await using connected = await ConnectedService.connect(service.url, protocol, {});
    const verdicts = await connected.sendTogether(frames);
    const answers = verdicts.map((verdict) => ("response" in verdict ? verdict.response : null));
    await expectInference(
      answers,
      frames.map(({ path }) => path),
    );
  });

  test("gets pixels of which it says what it says of the images themselves", async () => {
    await using home = await temporaryFolder();
    const paths = (await coloredTextFrames(home.path)).map(({ path }) => path);
    const pixels = { tensorChannels: "bgr", tensorMean: [127.5], tensorStd: [127.5] } as const;
    const ask = async (options: Partial<SendFilesOptions>): Promise<readonly unknown[]> => {
      const kserve = { protocol: "kserve-v2", model: "text-angle-pixels" } as const;
      const state = { state: home.path, restart: true };
      const run = sendFiles({ ...kserve, to: service.url, ...state, paths, ...options });
      const told: FrameResult[] = [];
      for await (const event of run) if (event.type === "frameSettled") told.push(event.result);
      return told.toSorted(byFrame).map(({ response }) => response);
    };
    const alone = (await askOnnxModel(paths)).flat();
    const rest = [{}, { batch: 4 }, { params: { binary: "false" } }];
    for (const more of rest) {
      const answers = await ask({ ...pixels, ...more });
      expect(answers.map(angleIn)).toEqual(
        WORDS.map((_, index) => (isTurned(index) ? "180" : "0")),
      );
      expect(distance(answers.flatMap(probabilitiesIn), alone)).toBeLessThan(1e-5);
    }
    const swapped = await ask({ ...pixels, tensorChannels: "rgb" });
    expect(distance(swapped.flatMap(probabilitiesIn), alone)).toBeGreaterThan(1e-3);
  });

  test("rejects an image that it cannot decode, and its words are the reason", async () => {
    await using home = await temporaryFolder();
    const [path = ""] = (await turnedFrames(home.path)).map((frame) => frame.path);
    const image = await readFile(path);
    const samples = image.indexOf("\xff\xc0", 0, "latin1") + 4;
    image[samples] = 12; // bits, where OpenCV knows 8
    await writeFile(path, image);
    const kserve = { protocol: "kserve-v2", model: "text-angle" } as const;
    const run = sendFiles({ ...kserve, to: service.url, state: home.path, paths: [path] });
    const [failure] = (await run.summary).failures;
    expect(failure?.reason).toContain("the bytes are no image");
  });
});

/** One answer a file: the numbers of the model by itself, no two alike, and the right angles. */
async function expectInference(
  answers: readonly unknown[],
  files: readonly string[],
): Promise<void> {
  const alone = await askOnnxModel(files);
  expect(new Set(alone.flat()).size).toBe(2 * WORDS.length);
  expect(answers).toEqual(
    alone.map((numbers, index) =>
      expect.objectContaining({
        outputs: [
          { name: "probabilities", datatype: "FP32", shape: [1, 2], data: numbers },
          {
            name: "angle",
            datatype: "BYTES",
            shape: [1, 1],
            data: [isTurned(index) ? "180" : "0"],
          },
        ],
      }),
    ),
  );
}

function outputOf(answer: unknown, name: string): readonly unknown[] {
  const { outputs } = answer as { outputs: readonly { name: string; data: unknown[] }[] };
  return outputs.find((output) => output.name === name)?.data ?? [];
}

function probabilitiesIn(answer: unknown): readonly number[] {
  return outputOf(answer, "probabilities").map(Number);
}

function angleIn(answer: unknown): unknown {
  return outputOf(answer, "angle")[0];
}

/** The greatest difference between numbers of the same place. */
function distance(one: readonly number[], other: readonly number[]): number {
  expect(one).toHaveLength(other.length);
  return Math.max(...one.map((value, place) => Math.abs(value - (other[place] ?? Infinity))));
}

function byFrame(one: FrameResult, other: FrameResult): number {
  return basename(one.frame).localeCompare(basename(other.frame));
}
