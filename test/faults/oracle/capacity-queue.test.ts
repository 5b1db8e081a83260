import { expect, test } from "vitest";
import { CapacityQueue } from "./capacity-queue.ts";

test("the capacity queue serves first come, first served, and no more at once than there are workers", async () => {
  const queue = new CapacityQueue();
  queue.set({ workers: 1, serviceMs: 1 });
  const order: number[] = [];
  await Promise.all([0, 1, 2, 3].map(async (number) => (await queue.work()) && order.push(number)));
  expect(order).toEqual([0, 1, 2, 3]);
});

test("the capacity queue turns the next one away when it is full, and not those who stand in it", async () => {
  const queue = new CapacityQueue();
  queue.set({ workers: 2, serviceMs: 1, queueLimit: 1 });
  const outcomes = await Promise.all([0, 1, 2, 3, 4].map(() => queue.work()));
  expect(outcomes).toEqual([true, true, true, false, false]);
});

test("the capacity queue lets more workers take up those who wait, and without a limit nobody waits", async () => {
  const queue = new CapacityQueue();
  queue.set({ workers: 1, serviceMs: 60_000 });
  void queue.work();
  const waiting = queue.work();
  queue.set({ workers: 2, serviceMs: 1 });
  expect(await waiting).toBe(true);
  queue.set(null);
  expect(await queue.work()).toBe(true);
});
