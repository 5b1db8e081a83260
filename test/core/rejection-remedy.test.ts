import { expect, test } from "vitest";
import { describeRejection, rejectionRemedy } from "../../src/core/rejection-remedy.ts";

test.each([
  [301, "--to"],
  [400, "check --field"],
  [401, "--header 'Authorization: Bearer TOKEN'"],
  [403, "check the token in --header"],
  [404, "check the path of --to"],
  [405, "this path takes no POST"],
  [413, "--resize"],
  [415, "--protocol raw"],
  [422, "check --field"],
  [410, "check --to, --protocol"],
])("each refusal has its likely remedy: %i", (status, remedy) => {
  expect(rejectionRemedy(status)).toContain(remedy);
});

test("what each answer was is told in one sentence", () => {
  expect(describeRejection("http://a/", { status: 404, answers: 20 })).toBe(
    "each of the first 20 answers of http://a/ was 404",
  );
  expect(describeRejection("http://a/", { status: 404, answers: 1 })).toBe(
    "the only answer of http://a/ was 404",
  );
});
