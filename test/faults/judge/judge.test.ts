import { describe, expect, test } from "vitest";
import type { LandedImage } from "../../support/frames/frame-maker.ts";
import type { Exchange } from "../oracle/exchange.ts";
import { type ClientWord, type Evidence, judge } from "./judge.ts";

const landed = (...names: string[]): LandedImage[] =>
  names.map((name) => ({ path: `${name}.jpg`, digest: `digest of ${name}` }));

const answered = (name: string, fields: Partial<Exchange> = {}): Exchange => ({
  number: 1,
  digest: `digest of ${name}`,
  fileName: `${name}.jpg`,
  idempotencyKey: `key of ${name}`,
  arrivedAtMs: 0,
  endedAtMs: 1,
  status: 200,
  isAnsweredWhole: true,
  fault: null,
  ...fields,
});

const word = (name: string, fields: Partial<ClientWord> = {}): ClientWord => ({
  path: `${name}.jpg`,
  outcome: "delivered",
  reason: null,
  ...fields,
});

function problemsOf(evidence: Partial<Evidence>): readonly string[] {
  const nothing = { landed: [], client: [], exchanges: [], freshFrameMs: null };
  return judge({ ...nothing, ...evidence }).problems;
}

describe("the judge finds no problem", () => {
  test("when each frame was answered whole, or failed for a reason", () => {
    const failed = word("b", { outcome: "failed", reason: "the service answered 422" });
    const evidence = { landed: landed("a", "b"), exchanges: [answered("a")], freshFrameMs: 80 };
    expect(problemsOf({ ...evidence, client: [word("a"), failed] })).toEqual([]);
  });

  test("when a frame failed of which the service took one attempt: the client may not know", () => {
    const failed = word("a", { outcome: "failed", reason: "cut short" });
    const exchanges = [answered("a", { isAnsweredWhole: false })];
    const evidence = { landed: landed("a"), client: [failed], exchanges, freshFrameMs: null };
    expect(judge(evidence)).toMatchObject({ problems: [], acceptedYetFailed: 1 });
  });
});

describe("the judge finds a problem:", () => {
  const one = { landed: landed("a"), client: [word("a")], exchanges: [answered("a")] };

  test.each<[string, Partial<Evidence>, readonly string[]]>([
    [
      "a frame that is lost",
      { landed: landed("a", "b", "c", "d"), client: [], exchanges: [answered("d")] },
      [
        "3 × landed, and was neither accepted nor listed as failed: a.jpg, b.jpg, c.jpg",
        "4 × landed, and the client knows nothing of it: a.jpg, b.jpg, c.jpg, …",
      ],
    ],
    [
      "a refused frame that is called delivered",
      { ...one, exchanges: [answered("a", { status: 422 })] },
      [
        "1 × landed, and was neither accepted nor listed as failed: a.jpg",
        "1 × is called delivered, and was never answered whole: a.jpg",
      ],
    ],
    [
      "a cut answer that was taken for a delivery",
      { ...one, exchanges: [answered("a", { isAnsweredWhole: false })] },
      ["1 × is called delivered, and was never answered whole: a.jpg"],
    ],
    [
      "an image that never landed",
      { ...one, exchanges: [answered("a"), answered("half")] },
      ["1 × was accepted, and never landed: half.jpg"],
    ],
    [
      "a failure without a reason",
      { ...one, client: [word("a", { outcome: "failed" })] },
      ["1 × was given up without a reason: a.jpg"],
    ],
    [
      "two words on one frame",
      { ...one, client: [word("a"), word("a")] },
      ["1 × is in the client's books twice: a.jpg"],
    ],
    [
      "a word on a frame that never landed",
      { ...one, client: [word("a"), word("b", { outcome: "failed", reason: "lost" })] },
      ["1 × is in the client's books, and never landed: b.jpg"],
    ],
    [
      "a frame that still waits",
      { ...one, client: [word("a", { outcome: "pending" })] },
      ["1 × is still pending: a.jpg"],
    ],
    [
      "a fresh frame that takes too long",
      { ...one, freshFrameMs: 5001 },
      ["a fresh frame took 5001 ms"],
    ],
  ])("%s", (_, evidence, sentences) => {
    expect(problemsOf(evidence)).toEqual(sentences);
  });
});

describe("duplicates", () => {
  const count = (images: LandedImage[], exchanges: Exchange[]) =>
    judge({ landed: images, client: [], exchanges, freshFrameMs: null }).duplicates;

  test("are told apart by their idempotency key", () => {
    const key = (idempotencyKey: string | null) => ({ idempotencyKey });
    const exchanges = [
      ...[answered("a"), answered("a"), answered("a")],
      ...[answered("b"), answered("b", key("another key"))],
      ...[answered("c", key(null)), answered("c", key(null))],
      answered("d"),
    ];
    expect(count(landed("a", "b", "c", "d"), exchanges)).toEqual({
      sameKey: 2,
      otherKey: 1,
      withoutKey: 1,
      total: 4,
    });
  });

  test("are not what was rejected, nor two frames that look the same", () => {
    const twins = [{ path: "twin.jpg", digest: "digest of a" }, ...landed("a")];
    const other = answered("a", { idempotencyKey: "key of the twin" });
    expect(count(twins, [answered("a", { status: 500 }), answered("a"), other]).total).toBe(0);
    const keyless = answered("a", { idempotencyKey: null });
    expect(count(twins, [keyless, keyless]).total).toBe(0);
  });
});
