import { describe, expect, test } from "vitest";
import { type AttemptEnd, nextStep } from "../../../src/app/site/next-step.ts";
import { FrameferryError } from "../../../src/core/errors.ts";
import type { RunSummary } from "../../../src/core/summary.ts";
import { sampleSummary } from "../../support/samples/sample-summary.ts";

const error = (kind: "usage" | "source" | "environment"): AttemptEnd => ({
  error: new FrameferryError({ code: "ERR_SOURCE_MISSING", kind, message: "gone" }),
});
const ended = (fields: Partial<RunSummary> = {}): AttemptEnd => ({
  summary: sampleSummary(fields),
});
const problem = { code: "ERR_SOURCE_AWAY", kind: "source", message: "away" } as const;
const facts = { isLive: true, lastedMs: 10, pausedMs: 0, random: 1 };

describe("a source without an end", () => {
  test("is started again after an error, with a pause that doubles up to a minute", () => {
    const pauses: number[] = [];
    let pausedMs = 0;
    for (let round = 0; round < 8; round += 1) {
      const step = nextStep(error("source"), { ...facts, pausedMs });
      if (step.kind === "again") pauses.push((pausedMs = step.waitMs));
    }
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  });

  test("begins with the shortest pause again once it has worked for a minute", () => {
    const step = nextStep(error("source"), { ...facts, pausedMs: 32_000, lastedMs: 60_000 });
    expect(step).toEqual({ kind: "again", waitMs: 1000 });
  });

  test("is started again after a bug, a problem, and an outage", () => {
    expect(nextStep({ error: new TypeError("bug") }, facts).kind).toBe("again");
    expect(nextStep(ended({ problems: [problem] }), facts).kind).toBe("again");
    const stopped = { cause: "outage", reason: "away" } as const;
    expect(nextStep(ended({ stopped, problems: [problem] }), facts).kind).toBe("again");
  });

  test("stays ended by its own conditions, and where a person has to change something", () => {
    expect(nextStep(ended({ problems: [] }), facts).kind).toBe("end");
    expect(nextStep(error("usage"), facts).kind).toBe("end");
    for (const cause of ["wrongProtocol", "tooManyFailures", "sameRejection"] as const)
      expect(nextStep(ended({ stopped: { cause, reason: "no" } }), facts).kind).toBe("end");
  });
});

test("a source with an end runs once, however that ends", () => {
  const once = { ...facts, isLive: false };
  for (const end of [error("environment"), ended({ problems: [problem] }), ended()])
    expect(nextStep(end, once).kind).toBe("end");
});

test("sources that failed together do not come back together", () => {
  const waits = [0, 0.5, 1].map((random) => {
    const step = nextStep(error("source"), { ...facts, random });
    return step.kind === "again" ? step.waitMs : 0;
  });
  expect(waits).toEqual([800, 900, 1000]);
});
