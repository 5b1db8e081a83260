import { describe, expect, test } from "vitest";
import type { Answer } from "../../../src/core/service/answer.ts";
import { judgeAnswer } from "../../../src/protocols/judge-answer.ts";
import { healthOf } from "../../../src/submitter/endpoint/outage-signs.ts";
import type { Fault } from "../../../src/submitter/faults.ts";

function healthAt(status: number): string {
  const answer: Answer = { status, headers: { "content-length": "0" }, body: Buffer.alloc(0) };
  return healthOf({ verdict: judgeAnswer(answer), fault: null });
}

const FAULTS: readonly (readonly [Fault, string])[] = [
  ["unreachable", "unhealthy"],
  ["timeout", "unhealthy"],
  ["reset", "unhealthy"],
  ["wrongProtocol", "unhealthy"],
  ["truncated", "healthy"],
  ["malformed", "healthy"],
  ["responseTooLarge", "healthy"],
  ["aborted", "unknown"],
  ["resourcesExhausted", "unknown"],
  ["transient", "unknown"],
  ["changed", "unknown"],
  ["unreadable", "unknown"],
];

describe("the health of a service, read from one result,", () => {
  const signs = [408, 429, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 529, 530];

  test.each(signs)("is bad at the status %i, a sign of an outage", (status) => {
    expect(healthAt(status)).toBe("unhealthy");
  });

  test("is good at every other status, whatever it says of the frame", () => {
    for (let status = 200; status < 600; status += 1) {
      if (signs.includes(status)) continue;
      expect(healthAt(status)).toBe("healthy");
    }
  });

  test.each(FAULTS)("after a request whose fault is %s is: %s", (fault, health) => {
    const verdict = {
      kind: "transientError",
      status: null,
      reason: "why",
      response: null,
    } as const;
    expect(healthOf({ verdict, fault })).toBe(health);
  });
});
