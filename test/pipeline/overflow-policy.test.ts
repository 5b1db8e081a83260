import fc from "fast-check";
import { expect, test } from "vitest";
import { BoundedQueue } from "../../src/core/concurrency/bounded-queue.ts";
import type { Frame } from "../../src/core/frame/frame.ts";
import { type OverflowPolicy, queueOrDrop } from "../../src/pipeline/overflow-policy.ts";
import { sampleFrame } from "../support/samples/sample-frame.ts";

interface Outcome {
  /** Indexes of the frames that are left in the queue, in its order. */
  readonly queued: readonly (number | null)[];
  readonly dropped: readonly (number | null)[];
}

async function landInto(policy: OverflowPolicy, count: number): Promise<Outcome> {
  const queue = new BoundedQueue<Frame>(policy.maxBacklog);
  const dropped: (number | null)[] = [];
  for (let index = 0; index < count; index += 1) {
    const frame = await queueOrDrop(queue, sampleFrame({ index }), policy);
    if (frame !== null) dropped.push(frame.index);
  }
  queue.close();
  const queued: (number | null)[] = [];
  for await (const { index } of queue) queued.push(index);
  return { queued, dropped };
}

const upTo = (count: number, from = 0): readonly number[] =>
  Array.from({ length: count }, (_, at) => from + at);

test.each<[OverflowPolicy["drops"], Outcome]>([
  ["oldest", { queued: upTo(3, 7), dropped: upTo(7) }],
  ["newest", { queued: upTo(3), dropped: upTo(7, 3) }],
])("an overflow policy for ten frames and three places drops the %s", async (drops, outcome) => {
  expect(await landInto({ drops, maxBacklog: 3 }, 10)).toEqual(outcome);
});

test("an overflow policy drops nothing while there is room, and no frame is both queued and dropped", async () => {
  const drops = fc.constantFrom("oldest" as const, "newest" as const);
  await fc.assert(
    fc.asyncProperty(
      fc.record({ drops, maxBacklog: fc.integer({ min: 1, max: 20 }) }),
      fc.nat(40),
      async (policy, count) => {
        const { queued, dropped } = await landInto(policy, count);
        expect(queued).toHaveLength(Math.min(count, policy.maxBacklog));
        expect([...queued, ...dropped].toSorted((a, b) => Number(a) - Number(b))).toEqual(
          upTo(count),
        );
      },
    ),
  );
});
