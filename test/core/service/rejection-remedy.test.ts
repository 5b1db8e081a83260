import { expect, test } from "vitest";
import { describeRejection, rejectionRemedy } from "../../../src/core/service/rejection-remedy.ts";
import { forCommandLine } from "../../support/program/command-line-reader.ts";

test.each([
  [301, "as `to`"],
  [400, "check `field`, `params` and `protocol`"],
  [401, 'credentials: `headers: { Authorization: "Bearer TOKEN" }`'],
  [403, "check the token in `headers`"],
  [404, "check the path of `to`"],
  [405, "this path takes no POST"],
  [413, 'use `resize: "1280x1280"`'],
  [415, '`protocol: "raw"` sends'],
  [422, "check `field` and `params`"],
  [410, "check `to`, `protocol`"],
])("each rejection comes with its likely remedy: %i", (status, remedy) => {
  expect(rejectionRemedy(status)).toContain(remedy);
});

test("on the command line, remedies name flags", async () => {
  expect(await forCommandLine(() => rejectionRemedy(401))).toBe(
    "it requires credentials: --header 'Authorization: Bearer TOKEN', or FRAMEFERRY_HEADER, which hides the token from other users",
  );
  expect(await forCommandLine(() => rejectionRemedy(413))).toContain("use --resize 1280x1280");
});

test("the sentence about rejections says what each answer was", () => {
  expect(describeRejection("http://a/", { status: 404, answers: 20 })).toBe(
    "each of the first 20 answers of http://a/ was 404",
  );
  expect(describeRejection("http://a/", { status: 404, answers: 1 })).toBe(
    "the only answer of http://a/ was 404",
  );
});
