import { describe, expect, test } from "vitest";
import { rejectsField } from "../../src/protocols/rejected-field.ts";
import { TokenLimit } from "../../src/protocols/token-limit.ts";
import { answerOf } from "../support/samples/sample-answer.ts";

/** As OpenAI words it for its newer models. */
const UNSUPPORTED = {
  error: {
    message:
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    type: "invalid_request_error",
    param: "max_tokens",
    code: "unsupported_parameter",
  },
};
const FORBIDDEN = {
  type: "extra_forbidden",
  loc: ["body", "max_completion_tokens"],
  msg: "Extra inputs are not permitted",
};

describe("a field that a service does not know", () => {
  test.each([
    ["OpenAI", 400, "max_tokens", UNSUPPORTED],
    [
      "a gateway without codes",
      400,
      "max_tokens",
      { error: { message: UNSUPPORTED.error.message, code: "invalid_request_body" } },
    ],
    [
      "Mistral",
      422,
      "max_completion_tokens",
      { object: "error", message: { detail: [FORBIDDEN] } },
    ],
    ["FastAPI with pydantic", 422, "max_completion_tokens", { detail: [FORBIDDEN] }],
    [
      "Azure OpenAI",
      400,
      "max_completion_tokens",
      {
        error: {
          message: "Unrecognized request argument supplied: max_completion_tokens",
          type: "invalid_request_error",
          param: null,
          code: null,
        },
      },
    ],
    [
      "Google",
      400,
      "max_completion_tokens",
      [
        {
          error: {
            code: 400,
            message: 'Unknown name "max_completion_tokens": Cannot find field.',
            status: "INVALID_ARGUMENT",
          },
        },
      ],
    ],
    ["text alone", 400, "max_tokens", "max_tokens is not supported here"],
  ])("is what %s rejects", (_, status, field, body) => {
    expect(rejectsField(answerOf(status, body), field)).toBe(true);
  });

  test.each([
    ["another status", 404, UNSUPPORTED],
    ["another field", 400, { error: { ...UNSUPPORTED.error, param: "temperature" } }],
    ["another item", 422, { detail: [{ ...FORBIDDEN, loc: ["body", "metadata"] }] }],
    ["a missing field", 422, { detail: [{ ...FORBIDDEN, type: "missing", loc: ["max_tokens"] }] }],
    [
      "a value that is too large",
      400,
      {
        error: {
          message: "max_tokens is too large: 300",
          param: "max_tokens",
          code: "invalid_value",
        },
      },
    ],
    ["a bad image", 400, { error: { message: "You uploaded an unsupported image.", param: null } }],
    ["a longer name", 400, "the_max_tokens is unknown"],
    ["nothing", 400, ""],
  ])("is not what a service means by %s", (_, status, body) => {
    expect(rejectsField(answerOf(status, body), "max_tokens")).toBe(false);
  });
});

describe("the limit of tokens", () => {
  const refusal = answerOf(400, UNSUPPORTED);

  test("changes its name once, and that is said once, however many requests were in flight", () => {
    const limit = new TokenLimit({ temperature: 0 });
    const { note } = limit;
    expect([limit.field, limit.others]).toEqual([{ max_tokens: 300 }, { temperature: 0 }]);
    expect(limit.adapt(refusal, note)).toEqual({
      learned: "it wants max_completion_tokens instead of max_tokens",
    });
    expect(limit.adapt(refusal, note)).toEqual({ learned: null });
    expect(limit.field).toEqual({ max_completion_tokens: 300 });
  });

  test("keeps its value, and goes back to the older name where the newer is not known", () => {
    const limit = new TokenLimit({ max_completion_tokens: 50 });
    const { note } = limit;
    expect(limit.field).toEqual({ max_completion_tokens: 50 });
    expect(limit.adapt(answerOf(422, { detail: [FORBIDDEN] }), note)?.learned).toBe(
      "it wants max_tokens instead of max_completion_tokens",
    );
    expect(limit.field).toEqual({ max_tokens: 50 });
  });

  test("gives in where a service rejects both names", () => {
    const limit = new TokenLimit({});
    limit.adapt(refusal, limit.note);
    const both = answerOf(422, { detail: [FORBIDDEN] });
    expect(limit.adapt(both, limit.note)).toBeNull();
    expect(limit.adapt(both, limit.note)).toBeNull();
  });

  test("stays as it is where the user says both, and after any other answer", () => {
    const both = new TokenLimit({ max_tokens: 1, max_completion_tokens: 2 });
    expect([both.field, both.others, both.note]).toEqual([
      {},
      { max_tokens: 1, max_completion_tokens: 2 },
      {},
    ]);
    expect(both.adapt(refusal, both.note)).toBeNull();
    const limit = new TokenLimit({});
    for (const answer of [answerOf(200, {}), answerOf(400, { error: { message: "no" } })])
      expect(limit.adapt(answer, limit.note)).toBeNull();
    expect(limit.field).toEqual({ max_tokens: 300 });
  });
});
