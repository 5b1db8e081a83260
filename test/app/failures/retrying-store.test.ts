import { expect, test } from "vitest";
import { retryingStore } from "../../../src/app/failures/retrying-store.ts";
import type { Frame } from "../../../src/core/frame/frame.ts";
import type { FrameHistory } from "../../../src/ledger/frame-record.ts";
import type { FrameStore, RecalledFrame } from "../../../src/pipeline/frame-store.ts";
import { sampleFrame } from "../../support/samples/sample-frame.ts";
import { sampleResult } from "../../support/samples/sample-result.ts";

const FAILED: FrameHistory = {
  ...{ state: "failed", attempts: 3, status: 400, reason: "bad", request: null },
};

/** A memory that has the same history of every frame, and the attempts that it was told of. */
function storeWith(history: FrameHistory | null, isSlow: boolean) {
  const attempts: number[] = [];
  const store: FrameStore = {
    find: () => history,
    recall: (frame) => {
      const recalled: RecalledFrame = { frame, history };
      return isSlow ? Promise.resolve(recalled) : recalled;
    },
    commit: async (_, result) => void attempts.push(result.attempts),
    recordCopied: () => {},
    flushNow: () => {},
  };
  return { store, attempts };
}

async function sent(store: FrameStore, frame: Frame): Promise<FrameHistory | null> {
  const { history } = await store.recall(frame);
  await store.commit(frame, sampleResult({ attempts: 2 }), false);
  return history;
}

test.each([false, true])(
  "a failed frame that is sent again is new, and its attempts are counted on (bytes read: %s)",
  async (isSlow) => {
    const { store, attempts } = storeWith(FAILED, isSlow);
    const retrying = retryingStore(store, () => true);
    const frame = sampleFrame();
    expect(retrying.find(frame.identity)).toBeNull();
    expect(await sent(retrying, frame)).toBeNull();
    expect(attempts).toEqual([5]);
  },
);

test("other frames that failed are held back, and their attempts are left as they are", async () => {
  const { store, attempts } = storeWith(FAILED, false);
  const retrying = retryingStore(store, () => false);
  const frame = sampleFrame();
  expect(retrying.find(frame.identity)).toBe(FAILED);
  expect(await sent(retrying, frame)).toBe(FAILED);
  expect(attempts).toEqual([2]);
});

test("a delivered frame is not sent again, whoever asks", async () => {
  const delivered: FrameHistory = { ...FAILED, state: "delivered" };
  const retrying = retryingStore(storeWith(delivered, false).store, () => true);
  expect(await sent(retrying, sampleFrame())).toBe(delivered);
});

test("one memory around another counts earlier attempts once", async () => {
  const { store, attempts } = storeWith(FAILED, false);
  const retrying = retryingStore(
    retryingStore(store, () => true),
    () => true,
  );
  expect(await sent(retrying, sampleFrame())).toBeNull();
  expect(attempts).toEqual([5]);
});
