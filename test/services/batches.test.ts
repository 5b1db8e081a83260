import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sendFiles, type FrameResult, type SendFilesOptions } from "../../src/index.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { imageOf } from "../support/program/delivery-command.ts";
import { Violation } from "./stubs/checks.ts";
import { kserveV2Stub } from "./stubs/kserve-v2.ts";
import { anthropicStub } from "./stubs/anthropic.ts";
import { geminiStub } from "./stubs/gemini.ts";
import { openaiResponsesStub } from "./stubs/openai-responses.ts";
import { openaiStub } from "./stubs/openai.ts";
import { roboflowStub } from "./stubs/roboflow.ts";
import { Stub, type StubRules } from "./stubs/stub.ts";
import { tfservingStub } from "./stubs/tfserving.ts";

const TRITON_INPUT = { name: "image", datatype: "BYTES", shape: [-1, 1] } as const;
const SERVICES: readonly (readonly [title: string, StubRules, Partial<SendFilesOptions>])[] = [
  ["tfserving", tfservingStub, { protocol: "tfserving", model: "resnet" }],
  [
    "kserve-v2 with binary tensors",
    kserveV2Stub(TRITON_INPUT, true),
    { protocol: "kserve-v2", model: "yolo" },
  ],
  [
    "kserve-v2 with base64 in JSON",
    kserveV2Stub({ ...TRITON_INPUT, shape: [-1] }, false),
    { protocol: "kserve-v2", model: "yolo" },
  ],
  ["roboflow", roboflowStub, { protocol: "roboflow", model: "cats/1" }],
  ["openai", openaiStub, { protocol: "openai", model: "gpt-4o-mini" }],
  ["openai-responses", openaiResponsesStub, { protocol: "openai-responses", model: "gpt-5-mini" }],
  ["anthropic", anthropicStub, { protocol: "anthropic", model: "claude-haiku-4-5" }],
  ["gemini", geminiStub, { protocol: "gemini", model: "gemini-2.5-flash" }],
];

const FRAMES = Array.from({ length: 20 }, (_, index) => `${index}.jpg`);
const POISON = "11.jpg";

/** The same service, which also refuses one image. */
function refusing(rules: StubRules, poison: Buffer): StubRules {
  return {
    ...rules,
    imagesIn: (request) => {
      const images = rules.imagesIn(request);
      if (images.some((image) => image.equals(poison))) throw new Violation("the poison");
      return images;
    },
  };
}

/** Sends the frames in batches of eight, one request at a time. */
async function sendTo(rules: StubRules, options: Partial<SendFilesOptions>) {
  await using folder = await temporaryFolder();
  await using stub = await Stub.start(rules);
  const paths = [join(folder.path, "in")];
  await mkdir(paths[0] ?? "");
  for (const name of FRAMES) await writeFile(join(folder.path, "in", name), imageOf(name));
  const batches = { batch: 8, batchTimeoutMs: "1m", concurrency: 1 };
  const places = { paths, to: stub.url, state: join(folder.path, "state") };
  const run = sendFiles({ ...places, ...batches, ...options });
  const results: FrameResult[] = [];
  for await (const event of run) if (event.type === "frameSettled") results.push(event.result);
  const { images, violations, requests } = stub;
  const posts = requests.filter(({ method }) => method === "POST");
  return { results, summary: await run.summary, images, violations, posts };
}

const inHex = (images: readonly Buffer[]): string[] =>
  images.map((image) => image.toString("hex")).toSorted();

describe.each(SERVICES)("batches to a strict service that speaks %s", (_, rules, options) => {
  test("bring every image across once, byte for byte, without waiting at the end", async () => {
    const { summary, images, violations, posts } = await sendTo(rules, options);
    expect(violations).toEqual([]);
    expect(summary).toMatchObject({ landed: 20, delivered: 20, complete: true });
    expect(inHex(images)).toEqual(inHex(FRAMES.map(imageOf)));
    expect(posts).toHaveLength(3);
  });

  test("find the one image that it rejects, and deliver all others once", async () => {
    const poisoned = refusing(rules, imageOf(POISON));
    const { summary, results, images, violations, posts } = await sendTo(poisoned, options);
    expect(new Set(violations)).toEqual(new Set(["the poison"]));
    expect(summary).toMatchObject({ landed: 20, delivered: 19, failed: 1, complete: true });
    expect(results.filter(({ outcome }) => outcome === "failed")).toMatchObject([
      { frame: POISON, status: 400, attempts: 1, response: { error: "the poison" } },
    ]);
    expect(results.map(({ attempts }) => attempts)).toEqual(Array(20).fill(1));
    expect(inHex(images)).toEqual(inHex(FRAMES.filter((name) => name !== POISON).map(imageOf)));
    // Two more for each time that its batch was halved: one of 8, or the last one of 4.
    expect([3 + 2 * 3, 3 + 2 * 2]).toContain(posts.length);
  });
});
