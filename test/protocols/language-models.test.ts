import { describe, expect, test } from "vitest";
import type { Verdict } from "../../src/core/frame/verdict.ts";
import { protocolSchema } from "../../src/options/protocol-options.ts";
import { checkOptions } from "../../src/options/options-schema.ts";
import { createProtocol } from "../../src/protocols/protocol-registry.ts";
import { answerOf } from "../support/samples/sample-answer.ts";

type Name = "gemini" | "anthropic" | "openai-responses";

function judged(name: Name, body: unknown, status = 200): Verdict {
  return createProtocol(name, checkOptions(protocolSchema, { model: "m" })).judge(
    answerOf(status, body),
  );
}

const limited = (retryDelay: string) => ({
  error: {
    code: 429,
    status: "RESOURCE_EXHAUSTED",
    message: "quota",
    details: [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay }],
  },
});

describe("a frame that a language model does not speak of has failed, with the service's reason,", () => {
  test.each([
    ["gemini", { promptFeedback: { blockReason: "PROHIBITED_CONTENT" } }, "PROHIBITED_CONTENT"],
    ["gemini", { candidates: [{ finishReason: "SAFETY", index: 0 }] }, "SAFETY"],
    [
      "gemini",
      { candidates: [{ finishReason: "IMAGE_SAFETY", finishMessage: "It shows a face." }] },
      "It shows a face.",
    ],
    ["anthropic", { content: [], stop_reason: "refusal" }, "refusal"],
    [
      "anthropic",
      { content: [], stop_reason: "refusal", stop_details: { category: "cyber" } },
      "cyber",
    ],
    [
      "openai-responses",
      { status: "incomplete", incomplete_details: { reason: "content_filter" }, output: [] },
      "content_filter",
    ],
  ] as const)("as %s: %j", (name, body, words) => {
    const reason = `the service answered 200, but declined to describe the image: ${words}`;
    expect(judged(name, body)).toEqual({ kind: "rejected", status: 200, response: body, reason });
  });

  test("and several in one request have one verdict, so that the one is found", () => {
    const { batch } = createProtocol("gemini", checkOptions(protocolSchema, { model: "m" }));
    const answer = answerOf(200, { promptFeedback: { blockReason: "SAFETY" } });
    expect(batch?.judge(answer, 3)).toMatchObject({ kind: "rejected", status: 200 });
  });
});

describe("an answer that ends at the limit of its tokens is an answer", () => {
  const half = "half a sen";
  test.each([
    [
      "gemini",
      { candidates: [{ content: { parts: [{ text: half }] }, finishReason: "MAX_TOKENS" }] },
    ],
    ["anthropic", { content: [{ type: "text", text: half }], stop_reason: "max_tokens" }],
    [
      "openai-responses",
      {
        status: "incomplete",
        incomplete_details: { reason: "max_output_tokens" },
        output: [{ type: "message", content: [{ type: "output_text", text: half }] }],
      },
    ],
  ] as const)("with what %s had said by then", (name, body) => {
    expect(judged(name, body)).toMatchObject({ kind: "accepted", predictions: { text: half } });
  });

  test.each([
    ["gemini", { candidates: [{ content: { role: "model" }, finishReason: "MAX_TOKENS" }] }],
    ["anthropic", { content: [{ type: "thinking", thinking: "hm" }], stop_reason: "max_tokens" }],
    ["openai-responses", { status: "incomplete", output: [{ type: "reasoning", summary: [] }] }],
  ] as const)("of %s that came no further than its thoughts, without predictions", (name, body) => {
    expect(judged(name, body)).toEqual({ kind: "accepted", status: 200, response: body });
  });
});

test("OpenAI's refusal in words is what the model says", () => {
  const content = [{ type: "refusal", refusal: "I can't help with that." }];
  expect(judged("openai-responses", { output: [{ type: "message", content }] })).toMatchObject({
    kind: "accepted",
    predictions: { text: "I can't help with that." },
  });
});

describe("an answer of another shape is a transient error", () => {
  test.each([
    ["gemini", {}, "the answer has no candidate"],
    ["anthropic", { type: "message" }, "the answer has no content"],
    ["openai-responses", { object: "response" }, "the answer has no output"],
    ["openai-responses", { output: [], status: "queued" }, "the answer is not done"],
  ] as const)("of %s: %j", (name, body, reason) => {
    expect(judged(name, body)).toMatchObject({ kind: "transientError", reason });
  });
});

describe("an overload or error, wherever it is said,", () => {
  test.each([
    ["12.7s", 12_700, undefined],
    ["0s", 0, undefined],
    ["90s", 60_000, "90s"],
    ["soon", null, "soon"],
  ])("has as Google's RetryInfo of %s a pause of %s ms", (delay, waitMs, oddWait) => {
    const verdict = judged("gemini", limited(delay), 429);
    expect(verdict).toMatchObject({ kind: "unavailable", waitMs });
    expect((verdict as { oddWait?: string }).oddWait).toBe(oddWait);
    // One of Google's interfaces puts its error into a list, and other protocols may meet it, too.
    expect(judged("openai-responses", [limited(delay)], 429)).toMatchObject({ waitMs });
  });

  test("has the pause of a header before that of the body", () => {
    const protocol = createProtocol("gemini", checkOptions(protocolSchema, { model: "m" }));
    const answer = answerOf(429, limited("12s"), { "retry-after": "2" });
    expect(protocol.judge(answer)).toMatchObject({ kind: "unavailable", waitMs: 2000 });
  });

  test.each([529, 500, 200])("is Anthropic's overload under the status %i", (status) => {
    const body = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } };
    expect(judged("anthropic", body, status)).toMatchObject({ kind: "unavailable", status });
  });

  test.each([
    ["server_error", "transientError"],
    ["rate_limit_exceeded", "unavailable"],
    ["invalid_image", "rejected"],
  ])("is OpenAI's response that failed with %s, which is %s", (code, kind) => {
    const body = { status: "failed", error: { code, message: "Too bad" }, output: [] };
    const reason = "the service answered 200, but reports: Too bad";
    expect(judged("openai-responses", body)).toMatchObject({ kind, status: 200, reason });
  });

  test("is OpenAI's 429 for an empty account, a rejection here, too", () => {
    const error = { message: "You exceeded your current quota", type: "insufficient_quota" };
    expect(judged("openai-responses", { error }, 429)).toMatchObject({ kind: "rejected" });
  });
});

describe("the readiness of a service on the public net", () => {
  test.each(["gemini", "anthropic", "openai-responses"] as const)(
    "such as %s is given when it rejects the question: frames bring the better reason",
    (name) => {
      const { probe } = createProtocol(name, checkOptions(protocolSchema, { model: "m" }));
      for (const status of [200, 401, 403, 404])
        expect(probe.notReadyReason(answerOf(status, { error: "?" }))).toBeNull();
      for (const status of [408, 429, 500, 503, 529])
        expect(probe.notReadyReason(answerOf(status, { error: "?" }))).toContain(String(status));
    },
  );
});
