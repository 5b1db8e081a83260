import { describe, expect, test } from "vitest";
import type { Verdict } from "../../src/core/frame/verdict.ts";
import { needsSplit, needsIsolation } from "../../src/submitter/batch-splitting.ts";
import type { SendResult } from "../../src/submitter/send-result.ts";

type Rejected = Exclude<Verdict["kind"], "accepted" | "unavailable">;

function rejected(kind: Rejected, status: number | null, isShared = true): SendResult {
  const verdict = { kind, status, reason: "why", response: null };
  return { verdict, fault: null, batchPosition: { place: 0, isShared } };
}

function alone({ verdict, fault }: SendResult): SendResult {
  return { verdict, fault };
}

describe("a verdict may be about some frames of a request", () => {
  test.each([400, 403, 409, 413, 415, 422, 431, 200, 500])(
    "if it is a rejection of all of them with %i",
    (status) => {
      expect(needsSplit(rejected("rejected", status))).toBe(true);
      expect(needsSplit(rejected("rejected", status, false))).toBe(false);
      expect(needsSplit(alone(rejected("rejected", status)))).toBe(false);
    },
  );

  test("an answer to all of them that is too large may be, too", () => {
    expect(needsSplit({ ...rejected("rejected", null), fault: "responseTooLarge" })).toBe(true);
  });

  test.each([301, 308, 401, 402, 404, 405, 407, 410, 421, 426, 429])(
    "a refusal with %i is about the address, the method or the account",
    (status) => expect(needsSplit(rejected("rejected", status))).toBe(false),
  );

  test("no other verdict is", () => {
    expect(needsSplit(rejected("transientError", 500))).toBe(false);
    expect(needsSplit(rejected("fileChanged", 400))).toBe(false);
  });
});

describe("whether any frame of a request may be to blame for it", () => {
  test("so it is when the request broke, whether it was answered or not", () => {
    expect(needsIsolation(rejected("transientError", 500))).toBe(true);
    expect(needsIsolation({ ...rejected("transientError", null), fault: "reset" })).toBe(true);
    expect(needsIsolation({ ...rejected("transientError", null), fault: "timeout" })).toBe(true);
  });

  test("not for a shortage of ours, and not for a frame that was alone or judged alone", () => {
    expect(
      needsIsolation({ ...rejected("transientError", null), fault: "resourcesExhausted" }),
    ).toBe(false);
    expect(needsIsolation(rejected("transientError", 500, false))).toBe(false);
    expect(needsIsolation(alone(rejected("transientError", 500)))).toBe(false);
    expect(needsIsolation(rejected("rejected", 400))).toBe(false);
  });
});
