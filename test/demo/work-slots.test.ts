import { expect, test } from "vitest";
import { WorkSlots } from "../../src/demo/work-slots.ts";

const never = new AbortController().signal;

test("the demo's work slots are taken first come, first served", async () => {
  const slots = new WorkSlots(1);
  const entered: number[] = [];
  const visits = [1, 2, 3, 4].map(async (visitor) => {
    using _slot = await slots.take(never);
    entered.push(visitor);
    expect(slots.running).toBe(1);
  });
  expect(slots.waiting).toBe(3);
  await Promise.all(visits);
  expect(entered).toEqual([1, 2, 3, 4]);
  expect([slots.running, slots.waiting]).toEqual([0, 0]);
});

test("a work slot of the demo that is given back twice lets one in", async () => {
  const slots = new WorkSlots(1);
  const first = await slots.take(never);
  const others = [slots.take(never), slots.take(never)];
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  await others[0];
  expect([slots.running, slots.waiting]).toEqual([1, 1]);
});

test("a work slot of the demo is given back when the work throws", async () => {
  const slots = new WorkSlots(1);
  const work = async (): Promise<void> => {
    using _slot = await slots.take(never);
    throw new Error("transientError");
  };
  await expect(work()).rejects.toThrow("transientError");
  expect(slots.running).toBe(0);
});

test("an aborted frame leaves the line for the demo's work slots, or never joins it", async () => {
  const slots = new WorkSlots(1);
  using _held = await slots.take(never);
  const leaving = new AbortController();
  const waiting = slots.take(leaving.signal);
  expect(slots.waiting).toBe(1);
  leaving.abort(new Error("gone"));
  await expect(waiting).rejects.toThrow("gone");
  await expect(slots.take(leaving.signal)).rejects.toThrow("gone");
  expect(slots.waiting).toBe(0);
});
