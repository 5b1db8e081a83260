import { createHash, randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Answer } from "../../src/core/answer.ts";
import type { Protocol } from "../../src/core/protocol.ts";
import type { Verdict } from "../../src/core/verdict.ts";
import { sampleFrame } from "../core/sample-frame.ts";
import { ODD_NAMES } from "./odd-names.ts";

/** What a protocol must bring along: a maker, and one answer of its service for each verdict. */
export interface ProtocolUnderTest {
  readonly create: () => Protocol;
  readonly accepted: Answer;
  /** An answer that asks for a pause, and how long that pause is. */
  readonly overloadedWithWait: { readonly answer: Answer; readonly waitMs: number };
  readonly overloadedWithoutWait: Answer;
  readonly broken: Answer;
  readonly refused: Answer;
}

/** What holds for every protocol, whatever its format. */
export function keepsProtocolContract(name: string, given: ProtocolUnderTest): void {
  describe(`the contract of protocols, kept by ${name}`, () => {
    test.each(ODD_NAMES)("what goes around an image fits into its room, for %s", (_, fileName) => {
      const protocol = given.create();
      const frame = sampleFrame({ relativePath: `some/folder/${fileName}` });
      const { head, tail } = protocol.encode(frame, image());
      expect(head.length).toBeLessThanOrEqual(protocol.headRoom);
      expect(tail.length).toBeLessThanOrEqual(protocol.tailRoom);
    });

    test.each(ODD_NAMES)("no header can be injected by %s", (_, fileName) => {
      const { headers } = given.create().encode(sampleFrame({ relativePath: fileName }), image());
      for (const [header, value] of Object.entries(headers)) {
        expect(header).toMatch(/^[!#$%&'*+.^_`|~0-9a-z-]+$/);
        expect(value).toMatch(/^[\t\x20-\x7e]*$/);
      }
    });

    test("the image is neither changed nor kept", () => {
      const lent = image();
      const before = digest(lent);
      const { head, tail } = given.create().encode(sampleFrame(), lent);
      const around = digest(head) + digest(tail);
      expect(digest(lent)).toBe(before);
      lent.fill(0);
      expect(digest(head) + digest(tail)).toBe(around);
    });

    test("a second frame leaves what goes around the first one alone", () => {
      const protocol = given.create();
      const first = protocol.encode(sampleFrame({ relativePath: "a.jpg" }), image());
      const before = JSON.stringify(first);
      protocol.encode(sampleFrame({ relativePath: "b.png" }), image());
      expect(JSON.stringify(first)).toBe(before);
    });

    test("a whole, valid answer is accepted", () => {
      const verdict = given.create().judge(given.accepted);
      expect(verdict).toMatchObject({ kind: "accepted", status: given.accepted.status });
    });

    test("an overloaded service is one that may name a pause", () => {
      const { answer, waitMs } = given.overloadedWithWait;
      const protocol = given.create();
      expect(protocol.judge(answer)).toMatchObject({ kind: "overloaded", waitMs });
      expect(protocol.judge(given.overloadedWithoutWait)).toMatchObject({
        kind: "overloaded",
        waitMs: null,
      });
    });

    test.each(["broken", "refused"] as const)("a %s answer is told apart", (kind) => {
      expect(given.create().judge(given[kind])).toMatchObject({ kind, status: given[kind].status });
    });

    test.each(["broken", "refused", "overloadedWithoutWait"] as const)(
      "the reason of a %s answer is one printable line",
      (kind) => {
        expectPrintable(given.create().judge(given[kind]));
      },
    );
  });
}

/** What a person is told must neither break lines nor steer a terminal. */
export function expectPrintable(verdict: Verdict): void {
  const reason = verdict.kind === "accepted" ? "accepted" : verdict.reason;
  expect(reason).toMatch(/^[^\p{Cc}\u2028\u2029]+$/u);
}

function image(): Buffer {
  return Buffer.concat([Buffer.from("\xff\xd8\xff\xe0", "latin1"), randomBytes(1000)]);
}

function digest(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
