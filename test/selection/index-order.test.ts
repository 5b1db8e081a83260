import { expect, test } from "vitest";
import type { Candidate } from "../../src/selection/frame-selector.ts";
import { IndexOrder } from "../../src/selection/index-order.ts";
import { sampleFrame } from "../support/samples/sample-frame.ts";

function candidate(index: number | null): Candidate {
  const frame = sampleFrame({ index });
  return { frame, kind: "new", isOnRecord: false, settle: async () => {} };
}

const indexes = (candidates: readonly Candidate[]) => candidates.map(({ frame }) => frame.index);

test("frames that come out of order leave in the order of their indexes", () => {
  const order = new IndexOrder(3);
  const ready = [5, 3, 7, 4, 6].map((index) => indexes(order.add(candidate(index), 0)));
  expect(ready).toEqual([[], [3], [], [4, 5], [6, 7]]);
});

test("frames without an index, and those that come too late or again, leave at once", () => {
  const order = new IndexOrder(0);
  const ready = [1, null, 1, 0, 0].map((index) => indexes(order.add(candidate(index), 0)));
  expect(ready).toEqual([[], [null], [1], [0, 1], [0]]);
});

test("a frame that does not come holds up 256 others, and none for longer than a minute", () => {
  const order = new IndexOrder(0);
  for (let index = 1; index <= 256; index += 1) expect(order.add(candidate(index), 0)).toEqual([]);
  expect(indexes(order.add(candidate(257), 0))).toHaveLength(257);
  expect(order.add(candidate(300), 1000)).toEqual([]);
  expect(order.overdue(60_000)).toEqual([]);
  expect(indexes(order.overdue(61_000))).toEqual([300]);
});

test("at the end all that wait leave in their order", () => {
  const order = new IndexOrder(0);
  for (const index of [9, 4, 6]) order.add(candidate(index), 0);
  expect(indexes(order.takeAll())).toEqual([4, 6, 9]);
  expect(indexes(order.add(candidate(5), 0))).toEqual([5]);
  expect(indexes(order.add(candidate(10), 0))).toEqual([10]);
});
