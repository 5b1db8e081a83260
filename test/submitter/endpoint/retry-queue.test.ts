import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PendingFrame } from "../../../src/submitter/endpoint/pending-frame.ts";
import { RetryQueue } from "../../../src/submitter/endpoint/retry-queue.ts";
import { sampleFrame } from "../../support/samples/sample-frame.ts";
import { FakeClock } from "../../support/clock/fake-clock.ts";

const frame = (index: number): PendingFrame => new PendingFrame(sampleFrame({ index }));
const indexOf = (carried: PendingFrame | null): number | null => carried?.frame.index ?? null;
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("the retry queue", () => {
  test("lets frames out in the order of their times, and none before its time", async () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(pauses, async (pausesMs) => {
        const clock = new FakeClock({ isInstant: true });
        const room = new RetryQueue(clock);
        for (const [index, pauseMs] of pausesMs.entries()) room.add(frame(index), pauseMs);
        expect(room.size).toBe(pausesMs.length);
        const out: number[] = [];
        while (room.size > 0) {
          const index = indexOf(await room.next()) ?? -1;
          expect(clock.nowMs()).toBeGreaterThanOrEqual(pausesMs[index] ?? Infinity);
          out.push(index);
        }
        const expected = [...pausesMs.keys()].toSorted(
          (a, b) => (pausesMs[a] ?? 0) - (pausesMs[b] ?? 0),
        );
        expect(out).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });

  test("wakes its reader for a frame that is due earlier than the one it waits for", async () => {
    const clock = new FakeClock();
    const room = new RetryQueue(clock);
    room.add(frame(1), 5000);
    const next = room.next();
    room.add(frame(2), 100);
    await nextTurn();
    clock.advance(100);
    expect(indexOf(await next)).toBe(2);
  });

  test("has its reader wait while it is empty, and sends it away when it is closed", async () => {
    const room = new RetryQueue(new FakeClock());
    const next = room.next();
    await nextTurn();
    room.close();
    expect(await next).toBeNull();
    room.add(frame(1), 0);
    expect(await room.next()).toBeNull();
  });
});
