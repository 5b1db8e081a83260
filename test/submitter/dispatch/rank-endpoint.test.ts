import { describe, expect, test } from "vitest";
import { rankEndpoint } from "../../../src/submitter/dispatch/rank-endpoint.ts";
import type { Readiness } from "../../../src/submitter/endpoint/endpoint-health.ts";

const NEW = { hasFailed: false, failedHere: false, wasRejectedHere: false };
const FAILED = { ...NEW, hasFailed: true };
const ALL: readonly Readiness[] = ["healthy", "due", "poor", "shut"];

const inOrder = (acquaintance: typeof NEW): readonly Readiness[] =>
  ALL.toSorted((a, b) => rankEndpoint(a, acquaintance) - rankEndpoint(b, acquaintance));

describe("the choice of a frame among services", () => {
  test("is to find out how a service is when it is new, else to go where most succeed", () => {
    expect(inOrder(NEW)).toEqual(["due", "healthy", "poor", "shut"]);
  });

  test("is to go where it is safe when it has failed", () => {
    expect(inOrder(FAILED)[0]).toBe("healthy");
  });

  test.each(ALL)("is never to go to a service that is closed off: %s", (readiness) => {
    for (const known of [NEW, FAILED, { ...FAILED, failedHere: true }])
      expect(Number.isFinite(rankEndpoint(readiness, known))).toBe(readiness !== "shut");
  });

  test("is to go elsewhere first, then where it has failed, and last where it was rejected", () => {
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
