import { describe, expect, test } from "vitest";
import type { Verdict } from "../../src/core/frame/verdict.ts";
import { isAboutSome, isInDoubt } from "../../src/submitter/shared-verdict.ts";
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
      expect(isAboutSome(rejected("rejected", status))).toBe(true);
      expect(isAboutSome(rejected("rejected", status, false))).toBe(false);
      expect(isAboutSome(alone(rejected("rejected", status)))).toBe(false);
    },
  );

  test("if it is one answer to all of them that is too large", () => {
    expect(isAboutSome({ ...rejected("rejected", null), fault: "responseTooLarge" })).toBe(true);
  });

  test.each([301, 308, 401, 402, 404, 405, 407, 410, 421, 426, 429])(
    "but not if it is a rejection with %i, about the address, the method or the account",
    (status) => expect(isAboutSome(rejected("rejected", status))).toBe(false),
  );

  test("but not if it is of any other kind", () => {
    expect(isAboutSome(rejected("transientError", 500))).toBe(false);
    expect(isAboutSome(rejected("fileChanged", 400))).toBe(false);
  });
});

describe("a frame of a request may be to blame for it", () => {
  test("when the request broke, whether it was answered or not", () => {
    expect(isInDoubt(rejected("transientError", 500))).toBe(true);
    expect(isInDoubt({ ...rejected("transientError", null), fault: "reset" })).toBe(true);
    expect(isInDoubt({ ...rejected("transientError", null), fault: "timeout" })).toBe(true);
  });

  test("but not for a shortage of ours, nor when it was alone or judged alone", () => {
    expect(isInDoubt({ ...rejected("transientError", null), fault: "resourcesExhausted" })).toBe(
      false,
    );
    expect(isInDoubt(rejected("transientError", 500, false))).toBe(false);
    expect(isInDoubt(alone(rejected("transientError", 500)))).toBe(false);
    expect(isInDoubt(rejected("rejected", 400))).toBe(false);
  });
});
