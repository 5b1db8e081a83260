import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ProtocolName } from "../../src/options/protocol-options.ts";
import { protocolSchema } from "../../src/options/protocol-options.ts";
import { checkOptions } from "../../src/options/options-schema.ts";
import { createProtocol } from "../../src/protocols/protocol-registry.ts";
import { judgeAnswer } from "../../src/protocols/judge-answer.ts";
import { expectPrintable } from "../contracts/protocol-contract.ts";
import { answerOf } from "../support/samples/sample-answer.ts";

const JSON_SPEAKERS = [
  ["tfserving", { predictions: [[1]] }],
  ["kserve-v2", { outputs: [] }],
  ["roboflow", { predictions: [] }],
  ["openai", { choices: [{ message: { content: "a cat" } }] }],
  ["openai-responses", { output: [{ content: [{ type: "output_text", text: "a cat" }] }] }],
  ["anthropic", { content: [{ type: "text", text: "a cat" }], stop_reason: "end_turn" }],
  ["gemini", { candidates: [{ content: { parts: [{ text: "a cat" }] } }] }],
  ["ollama", { response: "a cat", done: true }],
  ["deepstack", { success: true, predictions: [] }],
  ["ultralytics", { images: [{ results: [] }] }],
] as const;

function judged(name: ProtocolName, body: unknown, status = 200) {
  const isModelled = !["multipart", "raw", "json", "bentoml", "deepstack"].includes(name);
  const options = checkOptions(protocolSchema, isModelled ? { model: "m" } : {});
  return createProtocol(name, options).judge(answerOf(status, body));
}

describe("an answer of status 200 that says that something went wrong", () => {
  test.each([
    [{ success: false }, "transientError", '{"success":false}'],
    [{ success: false, message: "no module" }, "transientError", "no module"],
    [{ success: false, error: "bad image", code: 400 }, "rejected", "bad image"],
    [{ success: false, error: "busy", code: 503 }, "unavailable", "busy"],
    [{ success: false, error: "the queue is full" }, "unavailable", "the queue is full"],
    [{ error: "model crashed" }, "transientError", "model crashed"],
    [{ error: { message: "slow down", code: 429 } }, "unavailable", "slow down"],
    [{ error: { type: "x" } }, "transientError", '{"error":{"type":"x"}}'],
    [{ error: true, message: "m" }, "transientError", "m"],
    [{ error: ["no image"] }, "transientError", "no image"],
    [{ error: [{ message: "no image" }] }, "transientError", "no image"],
    [{ error: { code: "404", message: "no model" } }, "rejected", "no model"],
    [{ responses: [{ error: { code: 3, message: "bad image" } }] }, "rejected", "bad image"],
    [{ responses: [{}, { error: { code: 8, message: "quota" } }] }, "unavailable", "quota"],
    [{ responses: [{ error: { code: 13, message: "oops" } }] }, "transientError", "oops"],
    [{ choices: [{ error: { code: 502, message: "upstream" } }] }, "transientError", "upstream"],
    [{ predictions: [{ error: "no face" }, { error: "no face" }] }, "transientError", "no face"],
    [[{ success: false, error: "bad image", code: 400 }], "rejected", "bad image"],
  ])("such as %j is %s", (body, kind, words) => {
    const verdict = judgeAnswer(answerOf(200, body));
    expect(verdict).toMatchObject({
      kind,
      status: 200,
      response: body,
      reason: `the service answered 200, but reports: ${words}`,
    });
  });

  test.each([
    ...[null, "", 0, 0.12, false, {}, [], [0.1, 0.2], "none", "No error", "0", "OK"],
    ...[{ code: 0 }, { code: 0, message: "success" }, { code: "0", message: "ok" }],
    ...[{ code: 200, message: "OK" }, { code: null, message: "" }, [{ code: 0, message: "" }]],
  ])("and has the error %j says nothing of the kind", (error) => {
    for (const body of [{ error }, { responses: [{ error }] }, [{ error }]])
      expect(judgeAnswer(answerOf(200, body))).toEqual({
        kind: "accepted",
        status: 200,
        response: body,
      });
  });

  test("of some things that were found in the frame is no failure of the frame", () => {
    const predictions = [{ label: "cat" }, { label: "dog", error: "too small" }];
    expect(judgeAnswer(answerOf(200, { predictions })).kind).toBe("accepted");
    expect(judgeAnswer(answerOf(200, [])).kind).toBe("accepted");
  });

  test("of one of several frames fails that one alone", () => {
    const error = { error: "no such frame", code: 404 };
    const cat = { predictions: [{ class: "cat", confidence: 1 }] };
    const judge = (name: ProtocolName, body: unknown) =>
      createProtocol(name, checkOptions(protocolSchema, { model: "m" })).batch?.judge(
        answerOf(200, body),
        2,
      );
    const failed = {
      kind: "rejected",
      status: 200,
      reason: "the service answered 200, but reports: no such frame",
    };
    expect(judge("roboflow", [cat, error])).toEqual([
      expect.objectContaining({ kind: "accepted", response: cat }),
      { ...failed, response: error },
    ]);
    expect(judge("tfserving", { predictions: [error, [0.5]] })).toEqual([
      { ...failed, response: { predictions: [error] } },
      { kind: "accepted", status: 200, response: { predictions: [[0.5]] } },
    ]);
  });
});

describe("a full queue that is reported as 500", () => {
  test.each([
    "Exceeds maximum queue size",
    "inference queue is full",
    "the queue limit was exceeded",
    "server busy, please try again",
    "Too many concurrent requests",
  ])("makes the service unavailable: %s", (error) => {
    expect(judgeAnswer(answerOf(500, { error }))).toMatchObject({
      kind: "unavailable",
      waitMs: null,
    });
    expect(judgeAnswer(answerOf(501, { error }))).toMatchObject({ kind: "transientError" });
  });

  test.each(["CUDA out of memory", "full stop", "no queue is configured"])(
    "is not what this says: %s",
    (error) => {
      expect(judgeAnswer(answerOf(500, { error })).kind).toBe("transientError");
    },
  );
});

describe.each(JSON_SPEAKERS)("an answer where %s owes JSON", (name, good) => {
  test("is accepted in the shape that it publishes", () => {
    expect(judged(name, good)).toMatchObject({ kind: "accepted", response: good });
  });

  test.each([
    ["", "the answer is empty"],
    ["<html>busy</html>", "the answer is not JSON: busy."],
    ['{"predictions": [', 'the answer is not JSON: {"predictions": ['],
  ])("is a transient error as anything else: %j", (body, reason) => {
    expect(judged(name, body)).toMatchObject({ kind: "transientError", status: 200, reason });
  });

  test.each([{}, [], 5, null, "text", { data: 5, predictions: 5, choices: {}, response: 5 }])(
    "is a transient error in another shape: %j",
    (body) => {
      const verdict = judged(name, JSON.stringify(body));
      expect(verdict).toMatchObject({ kind: "transientError", status: 200 });
      expectPrintable(verdict);
    },
  );

  test("never makes the verdict fail, whatever JSON it is", () => {
    const keys = fc.constantFrom(
      ...["predictions", "outputs", "choices", "data", "response", "id"],
    );
    const item = fc.oneof(fc.jsonValue(), fc.dictionary(keys, fc.jsonValue()));
    fc.assert(
      fc.property(fc.oneof(item, fc.dictionary(keys, fc.oneof(item, fc.array(item)))), (body) => {
        expectPrintable(judged(name, body));
      }),
      { numRuns: 200 },
    );
  });
});

describe("a bare NaN or Infinity", () => {
  const text = '{"predictions": [[0.5, NaN, -Infinity, "NaN \\" Infinity"]]}';

  test("is understood, and the answer stays the text that it was", () => {
    expect(judged("tfserving", text)).toEqual({ kind: "accepted", status: 200, response: text });
  });

  test("is no obstacle to what an answer means", () => {
    const answer = '{"success":true,"label":"NaN","confidence":NaN}';
    expect(judged("deepstack", answer)).toEqual({
      kind: "accepted",
      status: 200,
      response: answer,
      predictions: { classes: [{ label: "NaN", confidence: null }] },
    });
  });

  test("in a large answer is found as well", () => {
    const long = `{"predictions":[["${'x\\"'.repeat(300_000)}", NaN]]}`;
    expect(judged("tfserving", long)).toMatchObject({ kind: "accepted" });
  });

  test("does not make JSON of what is none", () => {
    expect(judged("tfserving", "NaN of your business")).toMatchObject({ kind: "transientError" });
  });
});

test("OpenAI's 429 for an empty account is a rejection: no waiting fills it", () => {
  const error = { message: "You exceeded your current quota", type: "insufficient_quota" };
  expect(judged("openai", { error }, 429)).toMatchObject({
    kind: "rejected",
    status: 429,
    reason: expect.stringContaining("exceeded your current quota"),
  });
  const limited = { message: "Rate limit reached", type: "requests", code: "rate_limit_exceeded" };
  expect(judged("openai", { error: limited }, 429)).toMatchObject({ kind: "unavailable" });
});

test("Ollama's answer that is not done is a transient error", () => {
  expect(judged("ollama", { response: "a c", done: false })).toMatchObject({
    kind: "transientError",
    reason: "the answer is not done",
  });
});
