import { expect, test } from "vitest";
import { FirstAnswers } from "../../src/core/first-answers.ts";
import type { Verdict } from "../../src/core/verdict.ts";

const answer = (kind: "refused" | "broken" | "superseded", status: number | null): Verdict => ({
  ...{ kind, status, response: null, reason: "because" },
});
const BUSY: Verdict = {
  ...{ kind: "overloaded", status: 503, response: null, reason: "busy", waitMs: null },
};
const TAKEN: Verdict = { kind: "accepted", status: 200, response: null };

function after(...verdicts: readonly Verdict[]): FirstAnswers {
  const answers = new FirstAnswers();
  for (const verdict of verdicts) answers.note(verdict);
  return answers;
}

test.each([301, 400, 401, 403, 404, 405, 413, 415, 422])(
  "the same refusal each time is noticed: %i",
  (status) => {
    const refusal = answer("refused", status);
    expect(after(refusal, refusal, refusal).sameRefusal).toEqual({ status, answers: 3 });
  },
);

test.each([
  ["a success", TAKEN],
  ["another refusal", answer("refused", 405)],
  ["an error of the service", answer("broken", 500)],
  ["an answer of success that complains", answer("refused", 200)],
])("%s among them, before or after, shows that not all is refused alike", (_, other) => {
  const refusal = answer("refused", 404);
  for (const answers of [after(refusal, other), after(other, refusal)]) {
    expect(answers.sameRefusal).toBeNull();
    answers.note(refusal);
    expect(answers).toMatchObject({ sameRefusal: null, isMixed: true });
  }
});

test.each([
  ["a busy service", BUSY],
  ["a gateway with nobody behind it", answer("broken", 502)],
  ["no answer", answer("broken", null)],
  ["an image that was never sent", answer("refused", null)],
  ["a file that changed meanwhile", answer("superseded", 404)],
])("%s tells nothing of how it answers", (_, silence) => {
  const answers = after(silence, answer("refused", 404), silence);
  expect(answers).toMatchObject({ isMixed: false, sameRefusal: { status: 404, answers: 1 } });
});

test("before any answer there is none to tell of", () => {
  expect(new FirstAnswers()).toMatchObject({ isMixed: false, sameRefusal: null });
});
