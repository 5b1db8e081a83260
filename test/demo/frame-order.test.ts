import { expect, test } from "vitest";
import { FrameOrder } from "../../src/demo/frame-order.ts";

function deferred(): { readonly promise: Promise<string>; resolve(value: string): void } {
  let resolve!: (value: string) => void;
  const promise = new Promise<string>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

test("each frame of the demo gets what the one before left, though the work ends in another order", async () => {
  const order = new FrameOrder<string>();
  const [a, b] = [deferred(), deferred()];
  const [beforeA, beforeB] = [order.follow(a.promise), order.follow(b.promise)];
  const beforeC = order.follow(Promise.resolve("c"));
  b.resolve("b");
  expect(await beforeC).toBe("b");
  a.resolve("a");
  expect([await beforeA, await beforeB]).toEqual([undefined, "a"]);
});

test("a frame of the demo that leaves nothing, or fails, is left out of the order", async () => {
  const order = new FrameOrder<string>();
  void order.follow(Promise.resolve("a"));
  void order.follow(Promise.resolve(undefined));
  void order.follow(Promise.reject(new Error("transientError")));
  expect(await order.follow(Promise.resolve("d"))).toBe("a");
  expect(await order.follow(Promise.resolve("e"))).toBe("d");
});
