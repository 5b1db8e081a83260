import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type FrameResult, sendFiles } from "../../src/index.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import type { AnnouncedService } from "../support/services/announced-service.ts";
import { startCollector } from "../support/services/collector.ts";
import { startOpenaiGateway, toGeminiAt } from "../support/services/openai-gateway.ts";
import { askOnnxModel, startOnnx, whyNoOnnx } from "../support/services/python-service.ts";
import { turnedFrames, WORDS } from "./turned-text.ts";

let gateway: AnnouncedService;
beforeAll(async () => {
  gateway = await startOpenaiGateway();
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
});

/** Sends the pictures through the gateway. @returns their paths and what became of them, in order. */
async function sendTo(gemini: string, folder: string) {
  const paths = (await turnedFrames(folder)).map(({ path }) => path);
  const openai = { protocol: "openai", model: "text-angle", prompt: "Upright?" } as const;
  const headers = toGeminiAt(gemini);
  const run = sendFiles({ ...openai, headers, to: gateway.url, state: folder, paths });
  const results: FrameResult[] = [];
  for await (const event of run) if (event.type === "frameSettled") results.push(event.result);
  const summary = await run.summary;
  return { paths, summary, results: results.toSorted((a, b) => a.frame.localeCompare(b.frame)) };
}

describe("an OpenAI-compatible gateway", () => {
  test("hands prompt and image on to a real model, and its text comes back", async (context) => {
    const reason = whyNoOnnx();
    if (reason !== undefined) context.skip(reason);
    await using home = await temporaryFolder();
    await using model = await startOnnx();
    const { paths, results } = await sendTo(model.url, home.path);
    const alone = await askOnnxModel(paths);
    expect(new Set(alone.flat()).size).toBe(2 * WORDS.length);
    expect(results.map(({ response }) => JSON.parse(textIn(response)) as unknown)).toEqual(
      alone.map((probabilities) => ({ question: "Upright?", probabilities })),
    );
  });

  test("hands on that the service is busy, and the frame is sent again", async () => {
    await using home = await temporaryFolder();
    let refusals = 2;
    await using gemini = await startCollector({
      answer: ({ method }) => {
        if (method === "GET") return { status: 404 };
        return refusals-- > 0 ? BUSY : { body: ANSWER };
      },
    });
    const { summary, results } = await sendTo(gemini.url, home.path);
    expect(summary).toMatchObject({ delivered: WORDS.length, failed: 0 });
    const posts = gemini.requests.filter(({ method }) => method === "POST");
    expect(posts).toHaveLength(WORDS.length + 2);
    expect(results.map(({ response }) => textIn(response))).toEqual(WORDS.map(() => "yes"));
  });

  test("rejects a frame in words of its own, which are the reason", async () => {
    await using home = await temporaryFolder();
    const paths = (await turnedFrames(home.path)).map(({ path }) => path);
    const openai = { protocol: "openai", model: "text-angle", waitReadyMs: 1 } as const;
    const run = sendFiles({ ...openai, to: gateway.url, state: home.path, paths });
    const [failure] = (await run.summary).failures;
    expect(failure?.reason).toContain("x-portkey-provider header is required");
  });
});

/** As Gemini words it (Google, Gemini API, "Troubleshooting"). */
const BUSY = {
  status: 429,
  headers: { "retry-after": "1" },
  body: { error: { code: 429, message: "Quota exceeded", status: "RESOURCE_EXHAUSTED" } },
};
const ANSWER = {
  candidates: [
    { content: { role: "model", parts: [{ text: "yes" }] }, finishReason: "STOP", index: 0 },
  ],
  usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
};

function textIn(response: unknown): string {
  const { choices } = response as { choices: readonly { message: { content: string } }[] };
  return choices[0]?.message.content ?? "";
}
