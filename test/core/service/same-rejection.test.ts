import { expect, test } from "vitest";
import { SameRejectionDetector } from "../../../src/core/service/same-rejection.ts";
import type { Verdict } from "../../../src/core/frame/verdict.ts";

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
  "the same rejection of all first frames is noticed: %i",
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
])(
  "the same rejection of all first frames is ruled out by %s among them, before or after",
  (_, other) => {
    const refusal = answer("rejected", 404);
    for (const answers of [after(refusal, other), after(other, refusal)]) {
      expect(answers.sameRejection).toBeNull();
      answers.record(refusal);
      expect(answers).toMatchObject({ sameRejection: null, isMixed: true });
    }
  },
);

test.each([
  ["a busy service", BUSY],
  ["a gateway with nobody behind it", answer("transientError", 502)],
  ["no answer", answer("transientError", null)],
  ["an image that was never sent", answer("rejected", null)],
  ["a file that changed meanwhile", answer("fileChanged", 404)],
])("the same rejection of all first frames is neither shown nor ruled out by %s", (_, silence) => {
  const answers = after(silence, answer("rejected", 404), silence);
  expect(answers).toMatchObject({ isMixed: false, sameRejection: { status: 404, answers: 1 } });
});

test("the same rejection of all first frames does not exist before any answer", () => {
  expect(new SameRejectionDetector()).toMatchObject({ isMixed: false, sameRejection: null });
});
