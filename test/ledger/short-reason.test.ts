import fc from "fast-check";
import { expect, test } from "vitest";
import { MAX_REASON_LENGTH, shortReason } from "../../src/ledger/short-reason.ts";

test.each([
  ["the service answered 400", "the service answered 400"],
  ["  a\r\n\tb \u0000\u001B[31mc\u202E ", "a b [31mc"],
  ["x".repeat(200), "x".repeat(200)],
  ["x".repeat(201), `${"x".repeat(199)}…`],
  ["😀".repeat(201), `${"😀".repeat(199)}…`],
  ["", ""],
])("the reason %j is kept as %j", (reason, short) => {
  expect(shortReason(reason)).toBe(short);
});

test("any reason becomes one line of at most 200 characters, and stays as it is then", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 30 }), fc.nat(20), (part, times) => {
      const short = shortReason(part.repeat(times));
      expect(Array.from(short).length).toBeLessThanOrEqual(MAX_REASON_LENGTH);
      expect(short).not.toMatch(/\p{Cc}/u);
      expect(short.isWellFormed()).toBe(true);
      expect(shortReason(short)).toBe(short);
    }),
  );
});
