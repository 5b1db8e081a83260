import { mkdirSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Detection, Predictions } from "../../src/core/frame/predictions.ts";
import { sendFiles } from "../../src/index.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/files/temporary-folder.ts";
import { deepstackStub } from "../services/stubs/deepstack.ts";
import { ollamaStub } from "../services/stubs/ollama.ts";
import { rawStub } from "../services/stubs/raw.ts";
import { Stub, type StubRules } from "../services/stubs/stub.ts";
import { ULTRALYTICS_MODEL, ultralyticsStub } from "../services/stubs/ultralytics.ts";
import { resultLines } from "../support/results/result-lines.ts";
import { runCommand } from "../support/program/command-run.ts";

const DEEPSTACK = ["--protocol", "deepstack"];

let home: TemporaryFolder;
let image: string;
beforeEach(async () => {
  home = await temporaryFolder();
  mkdirSync(join(home.path, "in"));
  image = join(home.path, "in", "a.jpg");
  const create = { width: 640, height: 480, channels: 3 as const, background: "teal" };
  await sharp({ create }).jpeg().toFile(image);
});
afterEach(async () => {
  await home[Symbol.asyncDispose]();
});

/** Sends the image with the program. @returns its line in the results. */
async function lineOf(stub: Stub, words: readonly string[], path = ""): Promise<object> {
  const results = join(home.path, "results.jsonl");
  const where = ["--to", stub.url + path, "--results", results];
  await runCommand(["send", image, ...where, ...words], home.path);
  expect(stub.violations).toEqual([]);
  const [line = {}, ...more] = await resultLines(results);
  expect(more).toEqual([]);
  return line;
}

describe("in the results, beside the answer as it came,", () => {
  const person = (found: Omit<Detection, "label">): Predictions => ({
    detections: [{ label: "person", ...found }],
  });

  test.each<readonly [string, StubRules, readonly string[], Predictions]>([
    [
      "detections with their boxes",
      deepstackStub,
      DEEPSTACK,
      person({ confidence: 0.8, box: { x: 100, y: 50, width: 200, height: 400 } }),
    ],
    [
      "boxes where the service gave their corners",
      ultralyticsStub,
      ["-p", "ultralytics", "--model", ULTRALYTICS_MODEL, "--header", "authorization: Bearer hush"],
      person({ confidence: 0.92, box: { x: 100, y: 50, width: 200, height: 350 } }),
    ],
    [
      "text",
      ollamaStub,
      ["-p", "ollama", "--model", "llava", "--param", "options.temperature=0"],
      { text: "a cat\non a mat" },
    ],
  ])("predictions stand for %s", async (_, rules, words, found) => {
    await using stub = await Stub.start(rules);
    const line = await lineOf(stub, words);
    const { body: response } = rules.accepted(stub.requests[0] as never, stub.images);
    expect(line).toMatchObject({ outcome: "delivered", response, predictions: found });
  });

  test("nothing stands where the protocol does not say what an answer means", async () => {
    await using stub = await Stub.start(rawStub);
    const line = await lineOf(stub, ["--protocol", "raw"], "/predict?size=640");
    expect(line).toMatchObject({ outcome: "delivered", status: 200, predictions: null });
  });

  test("nothing stands for a frame that failed", async () => {
    await using stub = await Stub.start(deepstackStub);
    stub.mood = "refusing";
    const line = await lineOf(stub, DEEPSTACK);
    expect(line).toMatchObject({
      outcome: "failed",
      response: { success: false },
      predictions: null,
    });
  });
});

test("a reader of the events of a run learns the same as from the results", async () => {
  await using stub = await Stub.start(deepstackStub);
  const options = { paths: [image], to: stub.url, protocol: "deepstack" as const };
  const run = sendFiles({ ...options, state: home.path });
  const told: unknown[] = [];
  for await (const event of run)
    if (event.type === "frameSettled") told.push(event.result.predictions);
  const [line] = await resultLines((await run.summary).results);
  expect(told).toEqual([line?.["predictions"]]);
  expect(told).toEqual([
    { detections: [expect.objectContaining({ label: "person", confidence: 0.8 })] },
  ]);
});
