import { expect, test } from "vitest";
import { SameRejectionDetector } from "../../src/core/first-answers.ts";
import type { Verdict } from "../../src/core/verdict.ts";

const answer = (
  kind: "rejected" | "transientError" | "fileChanged",
  status: number | null,
): Verdict => ({
  ...{ kind, status, response: null, reason: "because" },
});
const BUSY: Verdict = {
  ...{ kind: "unavailable", status: 503, response: null, reason: "busy", waitMs: null },
};
const TAKEN: Verdict = { kind: "accepted", status: 200, response: null };

function after(...verdicts: readonly Verdict[]): SameRejectionDetector {
  const answers = new SameRejectionDetector();
  for (const verdict of verdicts) answers.record(verdict);
  return answers;
}

test.each([301, 400, 401, 403, 404, 405, 413, 415, 422])(
  "the same refusal each time is noticed: %i",
  (status) => {
    const refusal = answer("rejected", status);
    expect(after(refusal, refusal, refusal).sameRejection).toEqual({ status, answers: 3 });
  },
);

test.each([
  ["a success", TAKEN],
  ["another refusal", answer("rejected", 405)],
  ["an error of the service", answer("transientError", 500)],
  ["an answer of success that complains", answer("rejected", 200)],
])("%s among them, before or after, shows that not all is refused alike", (_, other) => {
  const refusal = answer("rejected", 404);
  for (const answers of [after(refusal, other), after(other, refusal)]) {
    expect(answers.sameRejection).toBeNull();
    answers.record(refusal);
    expect(answers).toMatchObject({ sameRejection: null, isMixed: true });
  }
});

test.each([
  ["a busy service", BUSY],
  ["a gateway with nobody behind it", answer("transientError", 502)],
  ["no answer", answer("transientError", null)],
  ["an image that was never sent", answer("rejected", null)],
  ["a file that changed meanwhile", answer("fileChanged", 404)],
])("%s tells nothing of how it answers", (_, silence) => {
  const answers = after(silence, answer("rejected", 404), silence);
  expect(answers).toMatchObject({ isMixed: false, sameRejection: { status: 404, answers: 1 } });
});

test("before any answer there is none to tell of", () => {
  expect(new SameRejectionDetector()).toMatchObject({ isMixed: false, sameRejection: null });
});
