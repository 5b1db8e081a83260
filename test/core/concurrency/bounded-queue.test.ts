import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BoundedQueue } from "../../../src/core/concurrency/bounded-queue.ts";

interface Item {
  readonly writer: number;
  readonly number: number;
}

async function readAll<Read>(queue: BoundedQueue<Read>): Promise<Read[]> {
  const items: Read[] = [];
  for await (const item of queue) items.push(item);
  return items;
}

/** Lets everything run that waits for nothing but a promise. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("the bounded queue", () => {
  test("hands out what was pushed, in order, and ends when it was closed", async () => {
    const queue = new BoundedQueue<number>(10);
    for (const item of [1, 2, 3]) expect(await queue.push(item)).toBe(true);
    queue.close();
    expect(await readAll(queue)).toEqual([1, 2, 3]);
    expect(queue.length).toBe(0);
  });

  test("makes its writer wait for room, and not longer", async () => {
    const queue = new BoundedQueue<string>(2);
    await queue.push("a");
    await queue.push("b");
    let isPlaced = false;
    const third = queue.push("c").finally(() => (isPlaced = true));
    await settled();
    expect([isPlaced, queue.length]).toEqual([false, 2]);

    const reader = queue[Symbol.asyncIterator]();
    expect(await reader.next()).toEqual({ done: false, value: "a" });
    expect(await third).toBe(true);
    expect(queue.length).toBe(2);
    await reader.return?.();
  });

  test("lets a waiting writer go on when an item is taken out past the reader", async () => {
    const queue = new BoundedQueue<string>(1);
    await queue.push("a");
    const second = queue.push("b");
    expect(queue.take()).toBe("a");
    expect(await second).toBe(true);
    expect([queue.take(), queue.take()]).toEqual(["b", undefined]);
  });

  test("gives a reader that came first an item as soon as there is one", async () => {
    const queue = new BoundedQueue<string>(1);
    const items = readAll(queue);
    await settled();
    await queue.push("a");
    await queue.push("b");
    queue.close();
    expect(await items).toEqual(["a", "b"]);
  });

  test("ends a waiting reader and turns a waiting writer away when it is closed", async () => {
    const empty = new BoundedQueue<string>(1);
    const items = readAll(empty);
    await settled();
    empty.close();
    expect(await items).toEqual([]);
    expect(await empty.push("too late")).toBe(false);

    const full = new BoundedQueue<string>(1);
    await full.push("a");
    const waiting = full.push("b");
    full.close();
    expect(await waiting).toBe(false);
    expect(await readAll(full)).toEqual(["a"]);
  });

  test("forgets what is left when it is abandoned, says how much that was, and ends both sides", async () => {
    const queue = new BoundedQueue<string>(2);
    await queue.push("a");
    await queue.push("b");
    const waiting = queue.push("c");
    expect(queue.abandon()).toBe(2);
    expect(await waiting).toBe(false);
    expect(await readAll(queue)).toEqual([]);
    expect(await queue.push("d")).toBe(false);
    expect(queue.length).toBe(0);
  });

  test("ends a reader in the middle of its loop when it is abandoned", async () => {
    const queue = new BoundedQueue<number>(5);
    for (const item of [1, 2, 3]) await queue.push(item);
    const seen: number[] = [];
    for await (const item of queue) {
      seen.push(item);
      queue.abandon();
    }
    expect(seen).toEqual([1]);
  });

  test("stays within its capacity, keeps each writer's order and loses nothing, in every interleaving", async () => {
    let fullCount = 0;
    const everyInterleaving = fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 4 }),
      async (scheduler, capacity, counts) => {
        const queue = new BoundedQueue<Item>(capacity);
        let maxLength = 0;
        const look = (): void => void (maxLength = Math.max(maxLength, queue.length));
        const write = async (writer: number, count: number): Promise<void> => {
          for (let number = 0; number < count; number += 1) {
            await scheduler.schedule(Promise.resolve());
            expect(await queue.push({ writer, number })).toBe(true);
            look();
          }
        };
        const read = async (): Promise<Item[]> => {
          const items: Item[] = [];
          for await (const item of queue) {
            look();
            items.push(item);
            await scheduler.schedule(Promise.resolve());
          }
          return items;
        };
        const writing = Promise.all(counts.map((count, writer) => write(writer, count)));
        const closing = writing.then(() => queue.close());
        const [items] = await scheduler.waitFor(Promise.all([read(), closing]));

        expect(maxLength).toBeLessThanOrEqual(capacity);
        if (maxLength === capacity) fullCount += 1;
        for (const [writer, count] of counts.entries()) {
          const numbers = items.filter((item) => item.writer === writer).map((item) => item.number);
          expect(numbers).toEqual([...Array(count).keys()]);
        }
      },
    );
    await fc.assert(everyInterleaving, { numRuns: 300 });
    expect(fullCount).toBeGreaterThan(50);
  });

  test("leaves nobody waiting for ever and hands nothing out twice, whenever it is abandoned", async () => {
    const everyMoment = fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 0, max: 20 }),
      async (scheduler, capacity, momentsBefore) => {
        const queue = new BoundedQueue<number>(capacity);
        const placed: number[] = [];
        const write = async (): Promise<void> => {
          for (let number = 0; number < 10; number += 1) {
            await scheduler.schedule(Promise.resolve());
            if (await queue.push(number)) placed.push(number);
          }
        };
        const abandon = async (): Promise<number> => {
          for (let moment = 0; moment < momentsBefore; moment += 1)
            await scheduler.schedule(Promise.resolve());
          return queue.abandon();
        };
        const read = async (): Promise<number[]> => {
          const items: number[] = [];
          for await (const item of queue) {
            items.push(item);
            await scheduler.schedule(Promise.resolve());
          }
          return items;
        };
        const all = Promise.all([read(), abandon(), write()]);
        const [items, forgottenCount] = await scheduler.waitFor(all);
        expect(items).toEqual(placed.slice(0, items.length));
        expect(items.length + forgottenCount).toBe(placed.length);
      },
    );
    await fc.assert(everyMoment, { numRuns: 300 });
  });
});

test("says that it is about to end while what was read may still come back", async () => {
  const queue = new BoundedQueue<string>(2);
  expect(queue.isEnding).toBe(false);
  queue.announceEnd();
  await queue.ending;
  expect([queue.isEnding, await queue.push("came back")]).toEqual([true, true]);
  queue.close();
  const read: string[] = [];
  for await (const item of queue) read.push(item);
  expect(read).toEqual(["came back"]);
});
