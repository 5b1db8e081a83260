import fc from "fast-check";
import { expect, test } from "vitest";
import { SpoolBytes } from "../../src/slicer/spool-bytes.ts";

/** A spool in memory, in which things happen in any order that is possible. */
class ImaginedSpool {
  readonly counted: SpoolBytes;
  /** Sizes of the files that are there, by index. */
  readonly #files = new Map<number, number>();
  readonly #waiting: number[] = [];
  readonly #deleted: number[] = [];
  #told: number;
  #written: number;

  constructor(first: number) {
    [this.#told, this.#written] = [first, first];
    this.counted = new SpoolBytes(first, (index) => this.#files.get(index) ?? null);
  }

  get trueBytes(): number {
    return this.#waiting.reduce((sum, index) => sum + sizeOf(index), 0);
  }

  tell(): void {
    this.counted.frameSliced(this.#told);
    this.#told += 1;
  }

  write(): void {
    if (this.#written === this.#told) return;
    this.#files.set(this.#written, sizeOf(this.#written));
    this.#waiting.push(this.#written);
    this.#written += 1;
  }

  /** A failed frame's file stays. */
  fail(pick: number): void {
    this.#settle(takeAny(this.#waiting, pick));
  }

  /** A delivered frame's file goes first, and the word on it comes later. */
  delete(pick: number): void {
    const index = takeAny(this.#waiting, pick);
    if (index === undefined) return;
    this.#files.delete(index);
    this.#deleted.push(index);
  }

  deliver(pick: number): void {
    this.#settle(takeAny(this.#deleted, pick));
  }

  deliverAll(): void {
    while (this.#deleted.length > 0) this.deliver(0);
  }

  #settle(index: number | undefined): void {
    if (index !== undefined) this.counted.frameFinished(index, sizeOf(index));
  }
}

function sizeOf(index: number): number {
  return 2 ** (index % 30);
}

function takeAny(indexes: number[], pick: number): number | undefined {
  return indexes.splice(pick % Math.max(1, indexes.length), 1)[0];
}

const happenings = fc.array(
  fc.record({
    what: fc.constantFrom("tell", "write", "fail", "delete", "deliver"),
    pick: fc.nat(30),
  }),
  { maxLength: 300 },
);

test("the bytes of the spool are those of the files without an outcome, in whatever order things happen", () => {
  fc.assert(
    fc.property(happenings, fc.nat(3), (steps, first) => {
      const spool = new ImaginedSpool(first);
      for (const { what, pick } of steps) spool[what](pick);
      spool.deliverAll();
      spool.counted.count();
      expect(spool.counted.bytes).toBe(spool.trueBytes);
    }),
  );
});

test("a file that somebody else removed holds up the bytes of the spool only until a later frame is settled", () => {
  const files = new Map([
    [0, 5],
    [2, 7],
    [3, 9],
  ]);
  const spool = new SpoolBytes(0, (index) => files.get(index) ?? null);
  spool.frameSliced(3);
  spool.count();
  expect(spool.bytes).toBe(5);
  spool.frameFinished(2, 7);
  spool.count();
  expect(spool.bytes).toBe(14);
});

test("a file that cannot be accessed is left out of the bytes of the spool, and holds up no other", () => {
  const spool = new SpoolBytes(0, (index) => (index === 1 ? "unknown" : 5));
  spool.frameSliced(3);
  spool.count();
  expect(spool.bytes).toBe(15);
  spool.frameFinished(1, 5);
  expect(spool.bytes).toBe(15);
});

test("the files of a spool are examined a few at a time, and none whose frame has its outcome by then", () => {
  const examined: number[] = [];
  const spool = new SpoolBytes(0, (index) => {
    examined.push(index);
    return 5;
  });
  for (const index of [0, 1, 2, 3]) {
    spool.frameSliced(index);
    if (index !== 2) spool.frameFinished(index, 5);
  }
  expect(examined).toEqual([]);
  spool.frameSliced(4);
  expect(examined).toEqual([2, 4]);
  expect(spool.bytes).toBe(10);
});
