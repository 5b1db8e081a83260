import { expect, test } from "vitest";
import { judgeFault } from "../../src/submitter/judge-fault.ts";

test.each([
  ["unreachable", "overloaded"],
  ["late", "broken"],
  ["cut", "broken"],
  ["aborted", "broken"],
  ["oversized", "refused"],
] as const)("a request whose fault is %s comes to %s, without a status", (fault, kind) => {
  expect(judgeFault({ fault, reason: "why" })).toMatchObject({
    kind,
    status: null,
    response: null,
    reason: "why",
  });
});
