import { expect, test } from "vitest";
import { Semaphore } from "../../../src/core/concurrency/semaphore.ts";

test("at most so many tasks work at once, in their order, and one that fails ends its turn", async () => {
  const turns = new Semaphore(2);
  const begun: number[] = [];
  const ends = Array.from({ length: 6 }, () => Promise.withResolvers<number>());
  const works = ends.map(({ promise }, index) =>
    turns.run(async () => {
      begun.push(index);
      return await promise;
    }),
  );
  const outcomes = Promise.allSettled(works);
  expect(begun).toEqual([0, 1]);
  ends[1]?.reject(new Error("no"));
  await expect(works[1]).rejects.toThrow("no");
  expect(begun).toEqual([0, 1, 2]);
  for (const [index, { resolve }] of ends.entries()) resolve(index);
  const values = (await outcomes).map((outcome) => "value" in outcome && outcome.value);
  expect(values).toEqual([0, false, 2, 3, 4, 5]);
  expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
});
