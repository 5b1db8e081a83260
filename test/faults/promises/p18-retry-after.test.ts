import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runVideo } from "../../../src/index.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { fixtureVideoPath } from "../../support/videos/decoded-video.ts";
import type { RetryAfter } from "../oracle/oracle-fault.ts";
import { type Oracle, startOracle } from "../oracle/start-oracle.ts";

let oracle: Oracle;
beforeAll(async () => {
  oracle = await startOracle();
});
afterAll(async () => {
  await oracle[Symbol.asyncDispose]();
});

interface ToldPause {
  /** Before the second attempt, in milliseconds. */
  readonly pauseMs: number | null;
  /** From the request until the pause was told: a busy machine may have spent some of the pause by then. */
  readonly passedMs: number;
}

/** The pause of a frame that was answered so. */
async function pauseAfter(status: number, retryAfter: RetryAfter): Promise<ToldPause> {
  await using folder = await temporaryFolder();
  await oracle.setFaults([
    { name: "overload", when: { atMost: 1 }, action: { kind: "answer", status, retryAfter } },
  ]);
  const run = runVideo({
    video: fixtureVideoPath("cfr.mp4"),
    to: oracle.url,
    every: 100,
    state: folder.path,
  });
  let [pauseMs, startedMs, endedMs]: [number | null, number, number] = [null, 0, 0];
  for await (const event of run) {
    if (event.type === "requestStarted") startedMs = performance.now();
    if (event.type !== "requestEnded") continue;
    endedMs = performance.now();
    pauseMs = event.retryInMs;
    break;
  }
  expect((await oracle.counts()).fired).toEqual({ overload: 1 });
  return { pauseMs, passedMs: endedMs - startedMs };
}

/** Full jitter without any advice of the service ends here at the latest. */
const MAX_OWN_PAUSE_MS = 10_000;
const CAP_MS = 60_000;

describe("P18: Retry-After", () => {
  test.each<[number, RetryAfter, number, number]>([
    [429, "7", 6990, 7000 + MAX_OWN_PAUSE_MS],
    [503, "7", 6990, 7000 + MAX_OWN_PAUSE_MS],
    [429, { dateInMs: 30_000 }, 25_000, 31_000 + MAX_OWN_PAUSE_MS],
    [429, "60", CAP_MS - 10, CAP_MS + MAX_OWN_PAUSE_MS],
  ])("of %i with %j is honored", async (status, retryAfter, minMs, maxMs) => {
    const { pauseMs, passedMs } = await pauseAfter(status, retryAfter);
    expect((pauseMs ?? 0) + passedMs).toBeGreaterThanOrEqual(minMs);
    expect(pauseMs).toBeLessThanOrEqual(maxMs);
  });

  test.each<[RetryAfter]>([["1000000000"], [{ dateInMs: 1e12 }]])(
    "that is hostile is capped: %j",
    async (retryAfter) => {
      const { pauseMs } = await pauseAfter(429, retryAfter);
      expect(pauseMs).toBeGreaterThan(0);
      expect(pauseMs).toBeLessThanOrEqual(CAP_MS + MAX_OWN_PAUSE_MS);
    },
  );

  test.each<[RetryAfter]>([["soon"], ["-1"], ["1e9"]])(
    "that makes no sense leaves the pause to us: %j",
    async (retryAfter) => {
      const { pauseMs } = await pauseAfter(429, retryAfter);
      expect(pauseMs).toBeGreaterThanOrEqual(0);
      expect(pauseMs).toBeLessThanOrEqual(MAX_OWN_PAUSE_MS);
    },
  );
});
