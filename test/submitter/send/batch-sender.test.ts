import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BoundedQueue } from "../../../src/core/concurrency/bounded-queue.ts";
import type { Frame } from "../../../src/core/frame/frame.ts";
import { type BatchOptions, BatchSender } from "../../../src/submitter/send/batch-sender.ts";
import type { SendContext, SendResult } from "../../../src/submitter/send-result.ts";
import type { FrameStream } from "../../../src/submitter/submitter.ts";
import { sampleFrame } from "../../support/samples/sample-frame.ts";
import { FakeClock } from "../../support/clock/fake-clock.ts";
import {
  ACCEPTED,
  BROKEN,
  indexedFrames,
  OVERLOADED,
  REFUSED,
  rejected,
  ScriptedWays,
  type Word,
} from "../scripted-ways.ts";

const never: SendContext = { signal: new AbortController().signal };

/** Whatever can happen without the clock has happened. */
const settled = async (): Promise<void> => {
  for (let count = 0; count < 50; count += 1) await new Promise((resolve) => setImmediate(resolve));
};

interface Given extends Partial<BatchOptions> {
  readonly word?: Word;
  readonly isHeld?: boolean;
  readonly context?: Partial<SendContext>;
}

function senderWith({
  word,
  isHeld,
  maxFrames = 4,
  waitMs = 20,
  requests = 2,
  context,
}: Given = {}) {
  const ways = new ScriptedWays(word, isHeld);
  const clock = new FakeClock();
  const sender = new BatchSender(ways, { maxFrames, waitMs, requests }, clock);
  const ofRun = { ...never, ...context };
  const sendAll = (frames: readonly Frame[]): Promise<readonly SendResult[]> =>
    Promise.all(frames.map((frame) => sender.send(frame, ofRun)));
  return { ways, clock, sender, sendAll };
}

const kindsOf = (sendings: readonly SendResult[]): string[] =>
  sendings.map(({ verdict }) => verdict.kind);

describe("a batch goes", () => {
  test("at once when it is full, in the order in which its frames came", async () => {
    const { ways, clock, sendAll } = senderWith();
    const sendings = await sendAll(indexedFrames(8));
    expect(ways.requests).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
    ]);
    expect(sendings).toHaveLength(8);
    expect(sendings[5]).toMatchObject({ ...ACCEPTED, batchPosition: { place: 1, isShared: true } });
    expect(clock.nowMs()).toBe(0);
  });

  test("when its first frame has waited for long enough, however late the others came", async () => {
    const { ways, clock, sender } = senderWith();
    const [first = sampleFrame(), second = sampleFrame()] = indexedFrames(2);
    const sent = [sender.send(first, never)];
    clock.advance(15);
    sent.push(sender.send(second, never));
    clock.advance(4);
    await settled();
    expect(ways.requests).toEqual([]);
    clock.advance(1);
    expect(kindsOf(await Promise.all(sent))).toEqual(["accepted", "accepted"]);
    expect(ways.requests).toEqual([[0, 1]]);
  });

  test("when its own first frame has waited for long enough, if another batch went before", async () => {
    const { ways, clock, sendAll } = senderWith();
    const [a, b, c, d, e = sampleFrame()] = indexedFrames(5);
    const full = sendAll([a, b, c, d] as Frame[]);
    clock.advance(10);
    const partial = sendAll([e]);
    await full;
    clock.advance(19);
    await settled();
    expect(ways.requests).toHaveLength(1);
    clock.advance(1);
    await partial;
    expect(ways.requests).toEqual([[0, 1, 2, 3], [4]]);
  });

  test("alone, as a single request, when no other frame came", async () => {
    const { clock, sendAll } = senderWith();
    const sent = sendAll(indexedFrames(1));
    clock.advance(20);
    expect(await sent).toMatchObject([ACCEPTED]);
  });

  test("without any wait where none is wanted", async () => {
    const { ways, clock, sendAll } = senderWith({ waitMs: 0 });
    await sendAll(indexedFrames(3));
    expect(ways.requests[0]).toEqual([0]);
    expect(clock.nextDueMs).toBeNull();
  });

  test("when a request is free for it, and takes along who came meanwhile", async () => {
    const { ways, clock, sendAll } = senderWith({ requests: 1, isHeld: true });
    const first = sendAll(indexedFrames(4));
    const [, , , , ...more] = indexedFrames(7);
    const second = sendAll(more);
    clock.advance(1000);
    await settled();
    expect(ways.requests).toEqual([[0, 1, 2, 3]]);
    ways.answerNext();
    await first;
    await settled();
    expect(ways.requests).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6],
    ]);
    ways.answerNext();
    await second;
  });

  test("never with more requests in flight than may be", async () => {
    const { ways, sendAll } = senderWith({ requests: 3, waitMs: 0 });
    await sendAll(indexedFrames(200));
    expect(ways.maxUnderWay).toBe(3);
    expect(ways.requests.flat()).toHaveLength(200);
  });

  test("before it is full, when its images are large", async () => {
    const { ways, sendAll } = senderWith({ maxFrames: 100, waitMs: 1e6, requests: 9 });
    const MEBIBYTE = 1024 * 1024;
    void sendAll(indexedFrames(7, { byteLength: 10 * MEBIBYTE }));
    await settled();
    expect(ways.requests).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
    void sendAll(indexedFrames(1, { byteLength: 40 * MEBIBYTE }));
    await settled();
    expect(ways.requests.at(-1)).toEqual([6]);
  });
});

describe("the last batch of a stream", () => {
  const stream = (fields: object): FrameStream =>
    Object.assign(fields, {
      // eslint-disable-next-line require-yield -- nobody reads it
      async *[Symbol.asyncIterator](): AsyncGenerator<Frame> {},
    });

  test("goes at once when the stream holds nothing more, and nothing will come", async () => {
    const left = { isEnding: true, length: 2 };
    const { ways, sendAll } = senderWith({ context: { frames: stream(left) } });
    const [a = sampleFrame(), b = sampleFrame(), c = sampleFrame()] = indexedFrames(3);
    const first = sendAll([a, b]);
    await settled();
    expect(ways.requests).toEqual([]);
    left.length = 0;
    await Promise.all([first, sendAll([c])]);
    expect(ways.requests).toEqual([[0, 1, 2]]);
  });

  test("goes at once when the stream learns that it was the last", async () => {
    const queue = new BoundedQueue<Frame>(4);
    const { ways, sendAll } = senderWith({ context: { frames: queue } });
    const sent = sendAll(indexedFrames(3));
    await settled();
    expect(ways.requests).toEqual([]);
    queue.announceEnd();
    await sent;
    expect(ways.requests).toEqual([[0, 1, 2]]);
  });

  test("waits where the stream may bring more, or does not say", async () => {
    for (const fields of [{}, { isEnding: true }, { length: 0 }, { isEnding: false, length: 0 }]) {
      const { ways, sendAll } = senderWith({ context: { frames: stream(fields) } });
      void sendAll(indexedFrames(2));
      await settled();
      expect(ways.requests).toEqual([]);
    }
  });

  test("goes at once when a drain begins", async () => {
    const drain = new AbortController();
    const context = { frames: stream({}), drain: drain.signal };
    const { ways, sendAll } = senderWith({ context });
    const sent = sendAll(indexedFrames(2));
    drain.abort();
    expect(kindsOf(await sent)).toEqual(["accepted", "accepted"]);
    expect(ways.requests).toEqual([[0, 1]]);
  });
});

describe("an abort of a batch", () => {
  test("lets frames go that wait for others, without a request", async () => {
    const { ways, clock, sender } = senderWith();
    const abort = new AbortController();
    const [first = sampleFrame(), second = sampleFrame()] = indexedFrames(2);
    const [given, kept] = [
      sender.send(first, { signal: abort.signal }),
      sender.send(second, never),
    ];
    abort.abort();
    expect(await given).toMatchObject({ verdict: { kind: "transientError" }, fault: "aborted" });
    expect(await sender.send(first, { signal: abort.signal })).toMatchObject({ fault: "aborted" });
    clock.advance(20);
    expect(await kept).toMatchObject(ACCEPTED);
    expect(ways.requests).toEqual([[1]]);
  });

  test("is what those who wait get at the end of the sender", async () => {
    const { ways, clock, sender, sendAll } = senderWith();
    const sent = sendAll(indexedFrames(2));
    await sender[Symbol.asyncDispose]();
    expect((await sent).map(({ fault }) => fault)).toEqual(["aborted", "aborted"]);
    expect(await sendAll(indexedFrames(1))).toMatchObject([{ fault: "aborted" }]);
    expect([ways.requests, clock.nextDueMs]).toEqual([[], null]);
  });
});

describe("a batch that is rejected as a whole", () => {
  const withBad =
    (...bad: readonly number[]): Word =>
    (indexes) =>
      indexes.some((index) => bad.includes(index)) ? REFUSED : ACCEPTED;

  test.each([2, 4, 8, 16, 64, 128])(
    "of %i frames has its bad one found by halves, and the others get through",
    async (most) => {
      const bad = Math.floor(most / 3);
      const { ways, sendAll } = senderWith({ maxFrames: most, word: withBad(bad) });
      const kinds = kindsOf(await sendAll(indexedFrames(most)));
      expect(kinds.map((kind, index) => (kind === "rejected" ? index : null))).toEqual(
        kinds.map((_, index) => (index === bad ? index : null)),
      );
      expect(ways.requests).toHaveLength(1 + 2 * Math.log2(most));
    },
  );

  test("needs no more than its one request in flight meanwhile", async () => {
    const { ways, sendAll } = senderWith({ maxFrames: 16, requests: 2, word: withBad(3, 21) });
    await sendAll(indexedFrames(32));
    expect(ways.maxUnderWay).toBe(2);
  });

  test("gives each frame its result as soon as it is known", async () => {
    const { ways, sender } = senderWith({ isHeld: true, word: withBad(3) });
    const told: number[] = [];
    for (const [index, frame] of indexedFrames(4).entries())
      void sender.send(frame, never).then(() => told.push(index));
    for (let count = 0; count < 2; count += 1) {
      await settled();
      ways.answerNext();
    }
    await settled();
    expect(told).toEqual([0, 1]);
    expect(ways.requests).toEqual([
      [0, 1, 2, 3],
      [0, 1],
      [2, 3],
    ]);
  });

  test("gives the bad one its result by a request of its own", async () => {
    const { sendAll } = senderWith({ word: withBad(2) });
    const sendings = await sendAll(indexedFrames(4));
    expect(sendings[2]).toMatchObject(REFUSED);
  });

  test("gives each frame its own result whatever frames are bad, and nobody is sent twice with success", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 17 }),
        fc.uniqueArray(fc.nat(39), { maxLength: 12 }),
        async (most, bad) => {
          const { ways, clock, sendAll } = senderWith({ maxFrames: most, word: withBad(...bad) });
          const sent = sendAll(indexedFrames(40));
          await settled();
          clock.advance(20);
          const kinds = kindsOf(await sent);
          expect(kinds).toEqual(
            kinds.map((_, index) => (bad.includes(index) ? "rejected" : "accepted")),
          );
          const accepted = ways.requests.filter((indexes) =>
            indexes.every((index) => !bad.includes(index)),
          );
          expect(accepted.flat().toSorted((a, b) => a - b)).toEqual(
            kinds.flatMap((_, index) => (bad.includes(index) ? [] : [index])),
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  test("is split where it is too large for the service, and gets through in parts", async () => {
    const word: Word = ({ length }) => (length > 2 ? rejected("rejected", 413) : ACCEPTED);
    const { ways, sendAll } = senderWith({ word });
    expect(new Set(kindsOf(await sendAll(indexedFrames(4))))).toEqual(new Set(["accepted"]));
    expect(ways.requests.map(({ length }) => length)).toEqual([4, 2, 2]);
  });

  test.each([301, 401, 402, 404, 405, 429])(
    "is not split at status %i, which is not about its frames",
    async (status) => {
      const { ways, sendAll } = senderWith({ word: () => rejected("rejected", status) });
      expect(new Set(kindsOf(await sendAll(indexedFrames(4))))).toEqual(new Set(["rejected"]));
      expect(ways.requests).toHaveLength(1);
    },
  );

  test("goes on with one half when the other one finds the service busy", async () => {
    const word: Word = (indexes) => {
      if (indexes.length === 4) return REFUSED;
      return indexes.includes(0) ? OVERLOADED : ACCEPTED;
    };
    const { sendAll } = senderWith({ word });
    const kinds = kindsOf(await sendAll(indexedFrames(4)));
    expect(kinds).toEqual(["unavailable", "unavailable", "accepted", "accepted"]);
  });
});

describe("a batch whose frames are judged one by one", () => {
  test("is not split, whatever is said of some", async () => {
    const word: Word = (indexes) => indexes.map((index) => (index === 1 ? REFUSED : ACCEPTED));
    const { ways, sendAll } = senderWith({ word });
    const kinds = kindsOf(await sendAll(indexedFrames(4)));
    expect(kinds).toEqual(["accepted", "rejected", "accepted", "accepted"]);
    expect(ways.requests).toHaveLength(1);
  });
});

describe("a batch that fails", () => {
  test("for want of room may be sent together again", async () => {
    let isBusy = true;
    const { ways, sendAll } = senderWith({ word: () => (isBusy ? OVERLOADED : ACCEPTED) });
    const frames = indexedFrames(4);
    expect(new Set(kindsOf(await sendAll(frames)))).toEqual(new Set(["unavailable"]));
    isBusy = false;
    await sendAll(frames);
    expect(ways.requests).toEqual([
      [0, 1, 2, 3],
      [0, 1, 2, 3],
    ]);
  });

  test("has each of its frames go alone from then on, whatever the reason, without waiting", async () => {
    const word: Word = (indexes) => (indexes.includes(2) ? BROKEN : ACCEPTED);
    const { ways, clock, sendAll } = senderWith({ word });
    const frames = indexedFrames(4);
    expect(new Set(kindsOf(await sendAll(frames)))).toEqual(new Set(["transientError"]));
    expect(kindsOf(await sendAll(frames))).toEqual([
      "accepted",
      "accepted",
      "transientError",
      "accepted",
    ]);
    expect(ways.requests).toEqual([[0, 1, 2, 3], [0], [1], [2], [3]]);
    expect(clock.nowMs()).toBe(0);
  });

  test("stays together where we are short of something", async () => {
    const starved: SendResult = { ...BROKEN, fault: "resourcesExhausted" };
    const { ways, sendAll } = senderWith({ word: () => starved });
    const frames = indexedFrames(4);
    await sendAll(frames);
    await sendAll(frames);
    expect(ways.requests).toHaveLength(2);
  });

  test("for a bug fails those whose result is not known yet", async () => {
    const { sendAll, sender, ways } = senderWith({
      word: (indexes) => {
        if (indexes.includes(0)) throw new Error("a bug");
        return ACCEPTED;
      },
    });
    await expect(sendAll(indexedFrames(4))).rejects.toThrow("a bug");
    const [, , , , ...others] = indexedFrames(8);
    await Promise.all(others.map((frame) => sender.send(frame, never)));
    expect(ways.requests).toHaveLength(2);
  });
});
