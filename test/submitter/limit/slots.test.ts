import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Slots } from "../../../src/submitter/limit/slots.ts";

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("slots", () => {
  test("run never more tasks at once than there are, and that many they do", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 0, max: 15 }),
        async (scheduler, count, taskCount) => {
          const slots = new Slots(count);
          let [running, greatest, ended] = [0, 0, 0];
          const work = async (): Promise<void> => {
            running += 1;
            greatest = Math.max(greatest, running);
            await scheduler.schedule(Promise.resolve());
            running -= 1;
            ended += 1;
          };
          const all = async (): Promise<void> => {
            for (let task = 0; task < taskCount; task += 1) await slots.begin(work);
            await slots.idle();
          };
          await scheduler.waitFor(all());
          expect(greatest).toBeLessThanOrEqual(count);
          expect(ended).toBe(taskCount);
        },
      ),
      { numRuns: 200 },
    );
  });

  test("are all used", async () => {
    const slots = new Slots(3);
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    let running = 0;
    const begun = Array.from({ length: 5 }, () =>
      slots.begin(async () => {
        running += 1;
        await gate;
      }),
    );
    await nextTurn();
    expect(running).toBe(3);
    open();
    await Promise.all(begun);
    await slots.idle();
    expect(running).toBe(5);
  });

  test("begin waiting tasks at once when they grow, and let the running ones end when they shrink", async () => {
    const slots = new Slots(1);
    const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
    const begun: number[] = [];
    const tasks = gates.map(({ promise }, index) =>
      slots.begin(() => {
        begun.push(index);
        return promise;
      }),
    );
    await nextTurn();
    expect(begun).toEqual([0]);
    slots.count = 3;
    await nextTurn();
    expect([slots.count, begun]).toEqual([3, [0, 1, 2]]);
    slots.count = 2;
    gates[0]?.resolve();
    await nextTurn();
    expect(begun).toEqual([0, 1, 2]);
    gates[1]?.resolve();
    await nextTurn();
    expect(begun).toEqual([0, 1, 2, 3]);
    for (const gate of gates) gate.resolve();
    await Promise.all(tasks);
    await slots.idle();
  });

  test("let whoever brings a task wait until it has begun", async () => {
    const slots = new Slots(1);
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    await slots.begin(() => gate);
    let hasBegun = false;
    const second = slots.begin(async () => {}).then(() => (hasBegun = true));
    await nextTurn();
    expect(hasBegun).toBe(false);
    open();
    await second;
    await slots.idle();
  });

  test("come back from a task that throws, and its failure reaches the next one who asks", async () => {
    const slots = new Slots(1);
    const failure = new Error("broken task");
    await slots.begin(() => Promise.reject(failure)).catch(() => {});
    let hasRun = false;
    const next = slots.begin(async () => void (hasRun = true));
    await expect(next).rejects.toBe(failure);
    expect(hasRun).toBe(true);
    await expect(slots.idle()).rejects.toBe(failure);
  });

  test("come back from a task that throws before its first await, too", async () => {
    const slots = new Slots(1);
    const begun = slots.begin(() => {
      throw new Error("at once");
    });
    await begun.catch(() => {});
    await expect(slots.idle()).rejects.toThrow("at once");
  });

  test("report the first one of several failures", async () => {
    const slots = new Slots(2);
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    await slots.begin(async () => {
      await gate;
      throw new Error("second");
    });
    await slots.begin(() => Promise.reject(new Error("first"))).catch(() => {});
    await nextTurn();
    open();
    await expect(slots.idle()).rejects.toThrow("first");
  });

  test("wait for the last task when they are waited for", async () => {
    const slots = new Slots(2);
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    await slots.begin(() => gate);
    let isIdle = false;
    const idle = slots.idle().then(() => (isIdle = true));
    await nextTurn();
    expect(isIdle).toBe(false);
    open();
    await idle;
  });
});
