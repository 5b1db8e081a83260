import { expect, test } from "vitest";
import { judgeFault, judgeReadFault } from "../../../src/submitter/send/judge-fault.ts";

test.each([
  ["unreachable", "overloaded"],
  ["starved", "broken"],
  ["reset", "broken"],
  ["late", "broken"],
  ["misdirected", "overloaded"],
  ["cut", "broken"],
  ["malformed", "broken"],
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

test.each([
  ["changed", "superseded"],
  ["unreadable", "refused"],
  ["starved", "broken"],
  ["passing", "broken"],
] as const)("a frame whose file is %s comes to %s", (readFault, kind) => {
  expect(judgeReadFault({ readFault, reason: "why" })).toEqual({
    kind,
    status: null,
    response: null,
    reason: "why",
  });
});
