import { describe, expect, test } from "vitest";
import { sampleResult } from "../../support/samples/sample-result.ts";
import { sampleSummary } from "../../support/samples/sample-summary.ts";
import { problemsOfProof } from "./checks.ts";
import type { EdgeEnd, Proof } from "./proof.ts";
import type { Firing } from "./struck.ts";
import { faultTable } from "./tables.ts";

const line = (index: number, of = index) =>
  sampleResult({
    frame: `frame_0000000${index}.jpg`,
    outcome: "delivered",
    response: { index: of },
  });

const EDGE: EdgeEnd = {
  ...{ name: "edge-1", exitCode: 0, kills: 0, lines: [line(0), line(1)] },
  again: sampleSummary({ landed: 2, skipped: 2, delivered: 0, failed: 0, dropped: 0, pending: 0 }),
};

const FIRING: Firing = {
  ...{ name: "a fault", repeats: 1, evidence: "it was seen", inFlight: 2 },
  ...{ answeredMeanwhile: 1, seconds: 3, repeatsBefore: 0 },
};

const PROOF: Proof = {
  interventions: [],
  ...{ frames: 2, firings: [FIRING], unreadable: 0, edges: [EDGE], workers: [0, 0], seconds: 9 },
  arrivals: [
    { index: 0, idempotencyKey: "a" },
    { index: 1, idempotencyKey: "b" },
    { index: 1, idempotencyKey: "b" },
  ],
};

function withEdge(changes: Partial<EdgeEnd>): Proof {
  return { ...PROOF, edges: [{ ...EDGE, ...changes }] };
}

describe("a proof", () => {
  test("holds when every frame has its answer, and no more came again than was in flight", () => {
    expect(problemsOfProof(PROOF)).toEqual([]);
  });

  const [first, second, third] = PROOF.arrivals;
  test.each<[string, Proof]>([
    [
      "1 frames never came to the service",
      { ...PROOF, arrivals: [first, first].flatMap((one) => one ?? []) },
    ],
    [
      "2 frames came once more, and 1 were in flight",
      { ...PROOF, arrivals: [...PROOF.arrivals, ...[third].flatMap((one) => one ?? [])] },
    ],
    [
      "1 frames came under another key",
      {
        ...PROOF,
        arrivals: [
          ...[first, second].flatMap((one) => one ?? []),
          { index: 1, idempotencyKey: "c" },
        ],
      },
    ],
    [
      "a frame came without a key",
      {
        ...PROOF,
        arrivals: [{ index: 0, idempotencyKey: null }, ...[second].flatMap((one) => one ?? [])],
      },
    ],
    ["1 pictures carried no index", { ...PROOF, unreadable: 1 }],
    ["the workers ended with 0, 3", { ...PROOF, workers: [0, 3] }],
    ["2 of 3 frames are known to their edges", { ...PROOF, frames: 3 }],
    ["edge-1: exit code 1", withEdge({ exitCode: 1 })],
    ["edge-1: 1 of 2 frames have a result", withEdge({ lines: [line(0)] })],
    ["edge-1: 1 lines too many, after 0 kills", withEdge({ lines: [line(0), line(1), line(1)] })],
    ["edge-1: 1 frames have the answer to another one", withEdge({ lines: [line(0), line(1, 0)] })],
    [
      "edge-1: 1 frames were not delivered",
      withEdge({ lines: [line(0), { ...line(1), outcome: "failed" }] }),
    ],
    [
      "edge-1: of 2 frames, only 1 are on record as delivered",
      withEdge({ again: { ...EDGE.again, skipped: 1, delivered: 1 } }),
    ],
  ])("fails for: %s", (problem, proof) => {
    expect(problemsOfProof(proof)).toContain(problem);
  });

  test("allows lines that an edge has written again because it was killed", () => {
    expect(problemsOfProof(withEdge({ kills: 1, lines: [line(0), line(1), line(1)] }))).toEqual([]);
  });

  test("has a table with what came again after each fault", () => {
    const table = faultTable({ ...PROOF, firings: [FIRING, { ...FIRING, repeatsBefore: 1 }] });
    expect(table.rows.map((row) => row[4])).toEqual(["1", "0"]);
  });
});
