import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BodyBuffers } from "../../../src/submitter/image/body-buffers.ts";

const MEBIBYTE = 1024 * 1024;

describe("body buffers", () => {
  test("are used again when they were given back", () => {
    const buffers = new BodyBuffers(1);
    const first = buffers.take(1000);
    buffers.giveBack(first);
    expect(buffers.take(1000)).toBe(first);
  });

  test("are kept in no greater number than asked for", () => {
    const buffers = new BodyBuffers(2);
    const taken = [buffers.take(1), buffers.take(1), buffers.take(1)];
    for (const buffer of taken) buffers.giveBack(buffer);
    const again = [buffers.take(1), buffers.take(1), buffers.take(1)];
    expect(again.filter((buffer) => taken.includes(buffer))).toHaveLength(2);
  });

  test("are not kept when they are huge", () => {
    const buffers = new BodyBuffers(1);
    const huge = buffers.take(20 * MEBIBYTE);
    buffers.giveBack(huge);
    expect(buffers.take(1)).not.toBe(huge);
  });

  test("are large enough for whatever is taken, and nobody else's", () => {
    const step = fc.oneof(
      fc.record({ take: fc.integer({ min: 1, max: 300_000 }) }),
      fc.record({ giveBack: fc.nat(20) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const buffers = new BodyBuffers(3);
        const inUse: Buffer[] = [];
        for (const each of steps) {
          if ("take" in each) {
            const buffer = buffers.take(each.take);
            expect(buffer.length).toBeGreaterThanOrEqual(each.take);
            expect(inUse).not.toContain(buffer);
            inUse.push(buffer);
          } else {
            for (const buffer of inUse.splice(each.giveBack, 1)) buffers.giveBack(buffer);
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});
