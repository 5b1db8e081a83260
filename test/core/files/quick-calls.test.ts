import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { QuickCalls } from "../../../src/core/files/quick-calls.ts";

/** A call that notes where it was made, and takes its time when it is made at once. */
function callOf(tookMs: number, made: string[]): [() => string, () => Promise<string>] {
  const atOnce = (): string => {
    const untilMs = performance.now() + tookMs;
    while (performance.now() < untilMs);
    made.push("at once");
    return "value";
  };
  const pooled = async (): Promise<string> => {
    await nextTurn();
    made.push("pooled");
    return "value";
  };
  return [atOnce, pooled];
}

test("calls are made at once while they are quick, and by the pool after a slow one", async () => {
  const calls = new QuickCalls();
  const made: string[] = [];
  expect(await calls.make(...callOf(0, made))).toBe("value");
  await calls.make(...callOf(20, made));
  expect(await calls.make(...callOf(0, made))).toBe("value");
  expect(made).toEqual(["at once", "at once", "pooled"]);
});

test("what a call throws at once is thrown", async () => {
  const fail = (): never => {
    throw new Error("no such file");
  };
  await expect(new QuickCalls().make(fail, async () => fail())).rejects.toThrow("no such file");
});

test("many calls at once let everything else in between", async () => {
  const calls = new QuickCalls();
  const made: string[] = [];
  let madeBefore = 0;
  const turn = nextTurn().then(() => (madeBefore = made.length));
  const all = Array.from({ length: 20 }, () => calls.make(...callOf(0.5, made)));
  await Promise.all([turn, ...all]);
  expect(made).toHaveLength(20);
  expect(madeBefore).toBeLessThan(20);
});
