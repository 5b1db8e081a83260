import fc from "fast-check";
import { expect, test } from "vitest";
import type { FrameIdentity } from "../../../src/core/frame/frame-identity.ts";
import { idempotencyKey } from "../../../src/core/frame/idempotency-key.ts";

const frame: FrameIdentity = {
  source: "/videos/clip.mp4",
  relativePath: "frame_00000000.jpg",
  byteLength: 4,
  modifiedAtMs: 1_700_000_000_000.25,
};

test("the key of a frame never changes, not even with a new version of the program", () => {
  expect(idempotencyKey(frame)).toBe("qXvwRps8hCEyWvWUMz2nyJ");
  expect(idempotencyKey({ ...frame })).toBe(idempotencyKey(frame));
});

test("what else a frame carries does not change its key", () => {
  const more = { ...frame, index: 7, landedAtMs: 12, attempts: 3 };
  expect(idempotencyKey(more)).toBe(idempotencyKey(frame));
});

const names = fc.string({ unit: "binary" }).map((name) => name.replaceAll("\0", ""));
const facts = {
  source: names,
  relativePath: names,
  byteLength: fc.nat(),
  modifiedAtMs: fc.double({ min: 0, max: 1e13, noNaN: true }),
};
const identities: fc.Arbitrary<FrameIdentity> = fc.oneof(
  fc.record(facts),
  fc.record({ ...facts, revision: fc.nat() }),
);

test("another content of the same path, size and time has a key of its own", () => {
  expect(idempotencyKey({ ...frame, revision: 0 })).not.toBe(idempotencyKey(frame));
  expect(idempotencyKey({ ...frame, revision: 1 })).not.toBe(
    idempotencyKey({ ...frame, revision: 2 }),
  );
});

test("two frames that differ in anything have different keys", () => {
  fc.assert(
    fc.property(identities, identities, (one, other) => {
      const isSame = Object.keys({ ...one, ...other }).every(
        (name) => one[name as keyof FrameIdentity] === other[name as keyof FrameIdentity],
      );
      expect(idempotencyKey(one) === idempotencyKey(other)).toBe(isSame);
    }),
  );
});

test("any frame has a key that fits into a header", () => {
  fc.assert(
    fc.property(identities, (any) => {
      expect(idempotencyKey(any)).toMatch(/^[\w-]{22}$/);
    }),
  );
});
