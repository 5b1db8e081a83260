import { expect, test } from "vitest";
import { retryReason } from "../../src/metrics/retry-reason.ts";

const failed = (status: number | null) =>
  ({ kind: "transientError", status, reason: "secret <b>", response: null }) as const;

test.each([
  ["its status", failed(503), 100, "503"],
  ["that there was none", failed(null), 0, "unanswered"],
  ["no status of a service that makes up its own", failed(999), 0, "other_status"],
  ["nothing for a frame that is not sent again", failed(503), null, null],
  ["nothing for a request that was broken off", null, null, null],
])("the reason of a retry is %s", (_, verdict, retryInMs, reason) => {
  expect(retryReason({ verdict, retryInMs })).toBe(reason);
});
