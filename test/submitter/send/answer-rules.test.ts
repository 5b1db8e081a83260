import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sendSchema } from "../../../src/options/send-options.ts";
import { checkOptions, type OptionsSchema } from "../../../src/options/options-schema.ts";
import { judgeAnswer } from "../../../src/protocols/judge-answer.ts";
import { openai } from "../../../src/protocols/openai.ts";
import { answerRules, reclassify } from "../../../src/submitter/send/answer-rules.ts";
import { judgeFault } from "../../../src/submitter/send/judge-fault.ts";
import type { SendResult } from "../../../src/submitter/send-result.ts";

const { successOn, retryOn } = sendSchema;
const ruleShape: OptionsSchema<{ successOn: readonly string[]; retryOn: readonly string[] }> = {
  successOn,
  retryOn,
};

/** The rules as the command line gives them. */
function rules(given: { readonly successOn?: string; readonly retryOn?: string } = {}) {
  return answerRules(checkOptions(ruleShape, given));
}

function answered(status: number, body = "text", headers: Record<string, string> = {}): SendResult {
  const bytes = Buffer.from(body);
  const answer = {
    status,
    headers: { "content-length": `${bytes.length}`, ...headers },
    body: bytes,
  };
  return { verdict: judgeAnswer(answer), fault: null };
}

const TRANSPORT_FAULTS = [
  "unreachable",
  "resourcesExhausted",
  "reset",
  "timeout",
  "truncated",
  "malformed",
  "wrongProtocol",
  "responseTooLarge",
  "aborted",
] as const;
const faulty = (fault: (typeof TRANSPORT_FAULTS)[number]): SendResult => ({
  verdict: judgeFault({ fault, reason: "why" }),
  fault,
});

const kindAt = (status: number, given: Parameters<typeof rules>[0]): string =>
  reclassify(answered(status), rules(given)).verdict.kind;

describe("the rules for answers", () => {
  test("change nothing at their defaults, not even the object", () => {
    for (let status = 200; status < 600; status += 1) {
      const sending = answered(status);
      expect(reclassify(sending, rules())).toBe(sending);
    }
    for (const fault of TRANSPORT_FAULTS) {
      const sending = faulty(fault);
      expect(reclassify(sending, rules())).toBe(sending);
    }
  });

  test("find one class for every answer, whatever they are", () => {
    const name = fc.oneof(
      fc.integer({ min: 100, max: 599 }).map(String),
      fc.integer({ min: 1, max: 5 }).map((family) => `${family}xx`),
      fc.constantFrom("timeout", "reset"),
    );
    const names = fc.array(name, { maxLength: 8 });
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 599 }), names, names, (status, success, retry) => {
        const before = answered(status);
        const own = answerRules({ successOn: success, retryOn: retry });
        const { verdict } = reclassify(before, own);
        const family = `${Math.floor(status / 100)}xx`;
        const isNamed = (list: readonly string[]): boolean =>
          list.includes(String(status)) || list.includes(family);
        expect(verdict.status).toBe(status);
        if (!isNamed(success) && !isNamed(retry)) expect(verdict.kind).toBe("rejected");
        if (verdict.kind === "accepted") expect(isNamed(success)).toBe(true);
        if (verdict.kind === "transientError" || verdict.kind === "unavailable")
          expect(isNamed(retry)).toBe(true);
        if (verdict.kind !== "accepted") expect(verdict.reason).not.toBe("");
      }),
    );
  });

  test.each([
    [404, { retryOn: "404" }, "transientError"],
    [500, { retryOn: "404" }, "rejected"],
    [503, { retryOn: "5xx" }, "unavailable"],
    [429, { retryOn: "5xx" }, "rejected"],
    [409, { successOn: "2xx,409" }, "accepted"],
    [202, { successOn: "200" }, "rejected"],
    [202, { retryOn: "202" }, "transientError"],
    [404, { successOn: "2xx,404", retryOn: "4xx" }, "accepted"],
    [404, { successOn: "4xx", retryOn: "404" }, "transientError"],
    [404, { successOn: "4xx", retryOn: "4xx" }, "accepted"],
    [307, { successOn: "3xx" }, "accepted"],
  ] as const)(
    "make status %i under %j %s: what is named exactly goes first",
    (status, given, kind) => {
      expect(kindAt(status, given)).toBe(kind);
    },
  );

  test.each([
    ["timeout", "timeout"],
    ["reset", "reset"],
    ["truncated", "reset"],
  ] as const)("have a fault of the kind %s tried again only if %s is named", (fault, word) => {
    expect(reclassify(faulty(fault), rules({ retryOn: word })).verdict.kind).toBe("transientError");
    expect(reclassify(faulty(fault), rules({ retryOn: "5xx" })).verdict.kind).toBe("rejected");
  });

  test.each([
    "unreachable",
    "wrongProtocol",
    "resourcesExhausted",
    "malformed",
    "responseTooLarge",
    "aborted",
  ] as const)("have no say in %s", (fault) => {
    const sending = faulty(fault);
    expect(reclassify(sending, rules({ retryOn: "404", successOn: "404" }))).toBe(sending);
  });

  test("leave a truncated body under a good status a transient error", () => {
    const body = Buffer.from('{"label":"ca');
    const answer = { status: 200, headers: { "content-type": "application/json" }, body };
    const sending: SendResult = { verdict: judgeAnswer(answer), fault: null };
    expect(reclassify(sending, rules({ successOn: "200", retryOn: "404" }))).toBe(sending);
  });

  test("leave OpenAI's 429 for an empty account a rejection", () => {
    const body = '{"error":{"message":"no quota","type":"insufficient_quota"}}';
    const answer = { status: 429, headers: {}, body: Buffer.from(body) };
    const sending: SendResult = { verdict: openai({ model: "m" }).judge(answer), fault: null };
    expect(sending.verdict.kind).toBe("rejected");
    expect(reclassify(sending, rules())).toBe(sending);
  });

  test.each(["404,", "6xx", "5XY", "slow", "4 04", ""])("do not allow %j", (text) => {
    expect(() => rules({ retryOn: text })).toThrow(
      /must be a list such as 404, 5xx, timeout, reset/u,
    );
  });

  test("allow a list with blanks and in capitals, or an array of numbers and text", () => {
    const listOf = (given: unknown): unknown => checkOptions(ruleShape, { retryOn: given }).retryOn;
    expect(listOf("404, 5XX ,Timeout")).toEqual(["404", "5xx", "timeout"]);
    expect(listOf([404, "5xx"])).toEqual(["404", "5xx"]);
  });

  test("allow timeout and reset as no successes", () => {
    expect(() => rules({ successOn: "timeout" })).toThrow(/must be a list such as 404, 5xx/u);
  });
});
