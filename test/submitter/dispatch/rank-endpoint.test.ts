import { describe, expect, test } from "vitest";
import { rankEndpoint } from "../../../src/submitter/dispatch/rank-endpoint.ts";
import type { Readiness } from "../../../src/submitter/endpoint/endpoint-health.ts";

const NEW = { hasFailed: false, failedHere: false, wasRejectedHere: false };
const FAILED = { ...NEW, hasFailed: true };
const ALL: readonly Readiness[] = ["healthy", "due", "poor", "shut"];

const inOrder = (acquaintance: typeof NEW): readonly Readiness[] =>
  ALL.toSorted((a, b) => rankEndpoint(a, acquaintance) - rankEndpoint(b, acquaintance));

describe("a frame's choice", () => {
  test("a new one finds out how a service is, else it goes where most succeed", () => {
    expect(inOrder(NEW)).toEqual(["due", "healthy", "poor", "shut"]);
  });

  test("one that has failed goes where it is safe", () => {
    expect(inOrder(FAILED)[0]).toBe("healthy");
  });

  test.each(ALL)("none goes to a service that is shut: %s", (readiness) => {
    for (const known of [NEW, FAILED, { ...FAILED, failedHere: true }])
      expect(Number.isFinite(rankEndpoint(readiness, known))).toBe(readiness !== "shut");
  });

  test("goes elsewhere first, then where it has failed, and last to whom has refused it", () => {
    const elsewhere = rankEndpoint("healthy", FAILED);
    const again = rankEndpoint("healthy", { ...FAILED, failedHere: true });
    const probed = rankEndpoint("due", FAILED);
    const refused = rankEndpoint("healthy", { ...FAILED, wasRejectedHere: true });
    expect([refused, probed, elsewhere, again].toSorted((a, b) => a - b)).toEqual([
      elsewhere,
      again,
      probed,
      refused,
    ]);
  });
});
