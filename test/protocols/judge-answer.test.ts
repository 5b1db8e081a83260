import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Answer } from "../../src/core/service/answer.ts";
import { judgeAnswer } from "../../src/protocols/judge-answer.ts";
import { expectPrintable } from "../contracts/protocol-contract.ts";

function answer(
  status: number,
  body: string | Buffer = "",
  headers: Answer["headers"] = {},
): Answer {
  const bytes = Buffer.from(body);
  return { status, headers: { "content-length": String(bytes.length), ...headers }, body: bytes };
}

const JSON_TYPE = { "content-type": "application/json" };

/** An answer whose body ends with its connection: neither a length nor chunks. */
function unframed(body: string, contentType = "application/json"): Answer {
  return { status: 200, headers: { "content-type": contentType }, body: Buffer.from(body) };
}

describe("the verdict on an answer", () => {
  const classes = {
    accepted: [200, 201, 202, 204, 206, 299],
    unavailable: [408, 429, 503, 504, 524, 529],
    transientError: [500, 501, 502, 505, 507, 511, 520, 521, 522, 523, 525, 526, 530, 599],
    rejected: [
      300, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 405, 409, 411, 413, 415, 418, 420, 422,
      498, 499,
    ],
  } as const;
  const table = Object.entries(classes).flatMap(([kind, statuses]) =>
    statuses.map((status) => [status, kind] as const),
  );

  test.each(table)("of status %i is %s", (status, kind) => {
    expect(judgeAnswer(answer(status, "why"))).toMatchObject({ kind, status });
  });

  test("is exactly one for every status, whatever the body says", () => {
    const headers = fc.record(
      {
        "content-type": fc.oneof(fc.constant("application/json"), fc.string()),
        "content-length": fc.constant("1"),
        "retry-after": fc.string(),
        location: fc.webUrl(),
      },
      { requiredKeys: [] },
    );
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
      fc.string({ unit: "binary", maxLength: 400 }).map((text) => Buffer.from(text)),
      fc.json().map((text) => Buffer.from(text)),
    );
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), headers, body, (status, given, bytes) => {
        const verdict = judgeAnswer({ status, headers: given, body: bytes });
        seen.add(verdict.kind);
        expect(verdict.status).toBe(status);
        expect(verdict.kind).toBeOneOf(kindsFor(status));
        expectPrintable(verdict);
      }),
      { numRuns: 2000 },
    );
    expect([...seen].toSorted()).toEqual(["accepted", "rejected", "transientError", "unavailable"]);
  });

  test("is decided by the status alone for all of them from 100 to 599", () => {
    for (let status = 100; status <= 599; status += 1) {
      expect(judgeAnswer(answer(status, "x")).kind).toBe(kindsFor(status)[0]);
    }
  });
});

/** The first is what a whole answer comes to; the second what one may come to that is cut. */
function kindsFor(status: number): readonly string[] {
  if (status >= 200 && status < 300) return ["accepted", "transientError"];
  if ([408, 429, 503, 504, 524, 529].includes(status)) return ["unavailable"];
  return status >= 500 ? ["transientError"] : ["rejected"];
}

describe("an overload in words", () => {
  const anthropic = {
    type: "error",
    error: { type: "overloaded_error", message: "Overloaded" },
    request_id: "req_1",
  };

  test.each([
    [529, anthropic, "unavailable"],
    [500, anthropic, "unavailable"],
    [200, anthropic, "unavailable"],
    [200, { error: { type: "rate_limit_error", message: "Slow down" } }, "unavailable"],
    [200, { error: { type: "api_error", message: "Internal server error" } }, "transientError"],
    [500, { error: { message: "The engine is currently overloaded" } }, "unavailable"],
    [498, { error: { message: "try later", code: "capacity_exceeded" } }, "unavailable"],
    [498, { error: { code: 498, message: "Invalid token." } }, "rejected"],
    [420, "Enhance Your Calm", "rejected"],
  ])("with status %i and %j is %s", (status, body, kind) => {
    const verdict = judgeAnswer(answer(status, JSON.stringify(body), JSON_TYPE));
    expect(verdict).toMatchObject({ kind, status });
  });
});

describe("Retry-After", () => {
  const waitMs = (value: string | undefined, status = 429): unknown => {
    const verdict = judgeAnswer(
      answer(status, "", value === undefined ? {} : { "retry-after": value }),
    );
    return verdict.kind === "unavailable" ? verdict.waitMs : "not overloaded";
  };

  test.each([
    ["0", 0],
    ["1", 1000],
    ["59", 59_000],
    ["60", 60_000],
    ["61", 60_000],
    ["1000000000", 60_000],
    ["99999999999999999999", 60_000],
  ])("of %s seconds is a pause, capped at a minute", (value, expected) => {
    expect(waitMs(value)).toBe(expected);
  });

  test("as a date is the time until then, capped at a minute", () => {
    const in30s = new Date(Math.ceil(Date.now() / 1000) * 1000 + 30_000);
    expect(waitMs(in30s.toUTCString())).toBeGreaterThan(0);
    expect(waitMs(in30s.toUTCString())).toBeLessThanOrEqual(31_000);
    expect(waitMs("Fri, 31 Dec 2199 23:59:59 GMT")).toBe(60_000);
  });

  test.each([
    undefined,
    "",
    "-1",
    "-1000000000",
    "1e9",
    "+5",
    "0x10",
    "1.5",
    "soon",
    "NaN",
    "Infinity",
    "5, 10",
    "Wed, 21 Oct 2015 07:28:00 GMT",
    "banana 2099",
    "5 seconds",
  ])("that makes no sense or lies in the past is no pause: %s", (value) => {
    expect(waitMs(value)).toBeNull();
  });

  test.each([408, 429, 503, 504, 524, 529])("is read from the overload %i", (status) => {
    expect(waitMs("2", status)).toBe(2000);
    expect(waitMs(undefined, status)).toBeNull();
  });

  test.each([
    ["1000000000", "1000000000"],
    ["-1", "-1"],
    ["soon\r\nX: y", "soon X: y"],
    [["1", "2"], "1,2"],
    ["9".repeat(500), "9".repeat(40)],
    ["60", undefined],
    ["0", undefined],
    ["Wed, 21 Oct 2015 07:28:00 GMT", undefined],
    [undefined, undefined],
  ])("of %j is reported as odd, on one short line, if it is: %s", (value, oddWait) => {
    const headers = value === undefined ? {} : { "retry-after": value };
    const verdict = judgeAnswer(answer(429, "", headers));
    expect(verdict.kind === "unavailable" && verdict.oddWait).toBe(oddWait);
  });

  test("that comes twice is no pause", () => {
    expect(judgeAnswer(answer(429, "", { "retry-after": ["1", "2"] }))).toMatchObject({
      kind: "unavailable",
      waitMs: null,
    });
  });
});

describe("the body of an answer", () => {
  test.each([
    ['{"label":"cat"}', "application/json", { label: "cat" }],
    ['{"label":"cat"}', "application/problem+json; charset=utf-8", { label: "cat" }],
    ['{"label":"cat"}', "text/plain", { label: "cat" }],
    ["5", "application/json", 5],
    ["null", "application/json", null],
    ['"cat"', "application/json", "cat"],
    ["5", "text/plain", "5"],
    ["cat", "text/plain", "cat"],
    ["{not json", "text/plain", "{not json"],
    ["", "application/json", null],
  ])("that is %j as %s is read as what it is", (body, contentType, response) => {
    expect(judgeAnswer(answer(200, body, { "content-type": contentType }))).toEqual({
      kind: "accepted",
      status: 200,
      response,
    });
  });

  test("with a bare NaN, which Python writes, is accepted as text when its length is known", () => {
    const body = '{"score": NaN}';
    expect(judgeAnswer(answer(200, body, JSON_TYPE))).toEqual({
      kind: "accepted",
      status: 200,
      response: body,
    });
    const inChunks = { ...JSON_TYPE, "transfer-encoding": "chunked" };
    expect(judgeAnswer({ status: 200, headers: inChunks, body: Buffer.from(body) }).kind).toBe(
      "accepted",
    );
  });

  test.each(['{"label":"ca', "[1,2", "", '"ca', "nul"])(
    "that ends with its connection in the middle of JSON is a transient error: %j",
    (body) => {
      expect(judgeAnswer(unframed(body))).toMatchObject({ kind: "transientError", status: 200 });
    },
  );

  test.each(['{"label":"cat"}', "[]", '"cat"', "null", "true", "12"])(
    "that ends with its connection after whole JSON is accepted: %s",
    (body) => {
      expect(judgeAnswer(unframed(body))).toEqual({
        kind: "accepted",
        status: 200,
        response: JSON.parse(body),
      });
    },
  );

  test("that is not JSON may end with its connection", () => {
    expect(judgeAnswer(unframed("cat", "text/plain"))).toMatchObject({
      kind: "accepted",
      response: "cat",
    });
  });

  test("is quoted in the reason, in one short line", () => {
    const verdict = judgeAnswer(answer(400, `not an\r\nimage\u001B[31m${"x".repeat(5000)}`));
    expect(verdict).toMatchObject({
      reason: expect.stringMatching(/^the service answered 400: not an image \[31mx{100,200}…$/),
    });
    expectPrintable(verdict);
  });

  test.each([200, 400, 503])(
    "that is nested absurdly deep is judged like any other: %i",
    (status) => {
      const deep = "[".repeat(500_000) + "]".repeat(500_000);
      expect(judgeAnswer(answer(status, deep, JSON_TYPE))).toMatchObject({
        kind: kindsFor(status)[0],
      });
    },
  );
});

describe("a redirect", () => {
  test("is a rejection, and the reason names where it leads", () => {
    const verdict = judgeAnswer(answer(307, "", { location: "http://elsewhere/predict/" }));
    expect(verdict).toMatchObject({
      kind: "rejected",
      status: 307,
      reason: expect.stringContaining("http://elsewhere/predict/"),
    });
  });

  test("to nowhere is a rejection, too", () => {
    expect(judgeAnswer(answer(302))).toMatchObject({ kind: "rejected", status: 302 });
  });

  test("cannot steer the terminal by its address", () => {
    expectPrintable(judgeAnswer(answer(302, "", { location: "http://h/\u009B2J\u0085" })));
  });
});
