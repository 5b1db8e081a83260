import { expect, test } from "vitest";
import { judgeFault, judgeReadFault } from "../../../src/submitter/send/judge-fault.ts";

test.each([
  ["unreachable", "unavailable"],
  ["resourcesExhausted", "transientError"],
  ["reset", "transientError"],
  ["timeout", "transientError"],
  ["wrongProtocol", "unavailable"],
  ["truncated", "transientError"],
  ["malformed", "transientError"],
  ["aborted", "transientError"],
  ["responseTooLarge", "rejected"],
] as const)("a request whose fault is %s becomes %s, without a status", (fault, kind) => {
  expect(judgeFault({ fault, reason: "why" })).toMatchObject({
    kind,
    status: null,
    response: null,
    reason: "why",
  });
});

test.each([
  ["changed", "fileChanged"],
  ["unreadable", "rejected"],
  ["resourcesExhausted", "transientError"],
  ["transient", "transientError"],
] as const)("a frame whose file is %s becomes %s", (readFault, kind) => {
  expect(judgeReadFault({ readFault, reason: "why" })).toEqual({
    kind,
    status: null,
    response: null,
    reason: "why",
  });
});
