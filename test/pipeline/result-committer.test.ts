import { expect, test } from "vitest";
import type { Frame } from "../../src/core/frame/frame.ts";
import type { FrameResult } from "../../src/core/frame/frame-result.ts";
import type { OpenFrameSource } from "../../src/pipeline/frame-source.ts";
import type { FrameStore } from "../../src/pipeline/frame-store.ts";
import { ResultCommitter } from "../../src/pipeline/result-committer.ts";
import { sampleFrame } from "../support/samples/sample-frame.ts";

const DELIVERED = { outcome: "delivered" } as FrameResult;
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A ledger that commits nothing before it is told to. */
class HeldLedger {
  readonly #held: PromiseWithResolvers<void>[] = [];

  readonly settle = async (): Promise<void> => {
    const commit = Promise.withResolvers<void>();
    this.#held.push(commit);
    await commit.promise;
  };

  commit(count: number): void {
    for (const commit of this.#held.splice(0, count)) commit.resolve();
  }
}

function settlingOnto(
  commit: () => Promise<void>,
  onFailure: (error: unknown) => void = () => {},
  flushNow: () => void = () => {},
): ResultCommitter {
  const recall: FrameStore["recall"] = (frame) => ({ frame, history: null });
  const store = { find: () => null, recall, commit, recordCopied: () => {}, flushNow };
  const failed = { makesCopies: false, afterFailure: async () => true };
  const parts = { record: async () => {}, store, failed };
  return new ResultCommitter(parts, () => {}, onFailure);
}

/** Settles frames, and counts those that gave their slot back. */
function settleMany(committer: ResultCommitter, count: number): { readonly goneOn: number } {
  const state = { goneOn: 0 };
  for (let index = 0; index < count; index += 1) {
    const frame: Frame = { ...sampleFrame(), index };
    void committer.commit(frame, DELIVERED).then(() => (state.goneOn += 1));
  }
  return state;
}

test("the committer lets frames go on without waiting for their commits, up to a thousand of them", async () => {
  const ledger = new HeldLedger();
  const state = settleMany(settlingOnto(ledger.settle), 1200);
  await nextTurn();
  expect(state.goneOn).toBe(999);
  ledger.commit(1);
  await nextTurn();
  expect(state.goneOn).toBe(1200);
});

test("the committer ends when all is on record, and says so", async () => {
  const ledger = new HeldLedger();
  let [hasEnded, isHurried] = [false, false];
  const committer = settlingOnto(ledger.settle, undefined, () => (isHurried = true));
  settleMany(committer, 3);
  await nextTurn();
  expect(isHurried).toBe(false);
  const ending = committer.end().then(() => (hasEnded = true));
  ledger.commit(2);
  await nextTurn();
  expect([hasEnded, isHurried]).toEqual([false, true]);
  ledger.commit(1);
  await ending;
});

test("the committer reports a commit that fails, and holds nobody up", async () => {
  const failures: unknown[] = [];
  const full = new Error("the disk is full");
  const committer = settlingOnto(
    async () => {
      throw full;
    },
    (error) => failures.push(error),
  );
  settleMany(committer, 2);
  await nextTurn();
  await committer.end();
  expect(failures).toEqual([full, full]);
});

test("the oldest frame is the first of those that landed and have no outcome", async () => {
  const committer = settlingOnto(async () => {});
  const finish = (): void => {};
  const from = { pending: { land: finish, finish }, frameSource: {} } as unknown as OpenFrameSource;
  const frames = ["a.jpg", "b.jpg", "c.jpg"].map((relativePath) => sampleFrame({ relativePath }));
  expect(committer.oldest).toBeNull();
  for (const frame of frames) committer.begin(frame, from);
  const [first, second, third] = frames as [Frame, Frame, Frame];
  await committer.commit(second, DELIVERED);
  await nextTurn();
  expect(committer.oldest).toBe(first);
  await committer.commit(first, DELIVERED);
  await nextTurn();
  expect(committer.oldest).toBe(third);
  await committer.commit(third, DELIVERED);
  await nextTurn();
  expect(committer.oldest).toBeNull();
});

test("frames of a source that ends with the run are dropped at its end, and others wait for the next run", async () => {
  const results: FrameResult[] = [];
  const store = {
    ...{ find: () => null, recordCopied: () => {}, flushNow: () => {}, commit: async () => {} },
    recall: (frame: Frame) => ({ frame, history: null }),
  };
  const failed = { makesCopies: false, afterFailure: async () => true };
  const record = async (result: FrameResult): Promise<void> => void results.push(result);
  const committer = new ResultCommitter(
    { record, store, failed },
    () => {},
    (error) => expect.fail(String(error)),
  );
  const pending = { land: (): void => {}, finish: (): void => {} };
  const removed: Frame[] = [];
  const afterDrop = async (frame: Frame): Promise<void> => void removed.push(frame);
  const from = (frameSource: object): OpenFrameSource =>
    ({ pending, frameSource }) as unknown as OpenFrameSource;
  const [ofFolder, sent, left] = ["a.jpg", "b.jpg", "c.jpg"].map((relativePath) =>
    sampleFrame({ relativePath }),
  ) as [Frame, Frame, Frame];
  committer.begin(ofFolder, from({}));
  for (const frame of [sent, left]) committer.begin(frame, from({ endsWithRun: true, afterDrop }));
  await committer.commit(sent, { outcome: "failed" } as FrameResult);
  await committer.end();
  await committer.dropLeft();
  const reason = "the run ended before it was delivered";
  expect(results.slice(1)).toMatchObject([{ frame: "c.jpg", outcome: "dropped", reason }]);
  expect([removed, committer.oldest]).toEqual([[left], ofFolder]);
});
