import { describe, expect, test } from "vitest";
import { type Readiness, reluctance } from "../../../src/submitter/policy/reluctance.ts";

const NEW = { hasFailed: false, failedHere: false, wasRefusedHere: false };
const FAILED = { ...NEW, hasFailed: true };
const ALL: readonly Readiness[] = ["well", "due", "poor", "shut"];

const inOrder = (acquaintance: typeof NEW): readonly Readiness[] =>
  ALL.toSorted((a, b) => reluctance(a, acquaintance) - reluctance(b, acquaintance));

describe("a frame's choice", () => {
  test("a new one finds out how a service is, else it goes where most succeed", () => {
    expect(inOrder(NEW)).toEqual(["due", "well", "poor", "shut"]);
  });

  test("one that has failed goes where it is safe", () => {
    expect(inOrder(FAILED)[0]).toBe("well");
  });

  test.each(ALL)("none goes to a service that is shut: %s", (readiness) => {
    for (const known of [NEW, FAILED, { ...FAILED, failedHere: true }])
      expect(Number.isFinite(reluctance(readiness, known))).toBe(readiness !== "shut");
  });

  test("goes elsewhere first, then where it has failed, and last to whom has refused it", () => {
    const elsewhere = reluctance("well", FAILED);
    const again = reluctance("well", { ...FAILED, failedHere: true });
    const probed = reluctance("due", FAILED);
    const refused = reluctance("well", { ...FAILED, wasRefusedHere: true });
    expect([refused, probed, elsewhere, again].toSorted((a, b) => a - b)).toEqual([
      elsewhere,
      again,
      probed,
      refused,
    ]);
  });
});
