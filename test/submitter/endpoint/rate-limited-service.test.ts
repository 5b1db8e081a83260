import { expect, test } from "vitest";
import { seededRandom } from "../../support/samples/seeded-random.ts";
import { busy, carriedBy, framesUpTo, scriptedFleet, TAKEN } from "../scripted-fleet.ts";

interface RateLimit {
  readonly perSecond: number;
  /** Requests that may come too early. @default 0 */
  readonly burst?: number;
  /** By how much the way may delay a request, at random. @default 0 */
  readonly jitterMs?: number;
}

/**
 * Answers as nginx does with `limit_req ... nodelay`: a leaky bucket that counts milliseconds, and no
 * word of when to come again (ngx_http_limit_req_module.c).
 */
function rateLimited({ perSecond, burst = 0, jitterMs = 0 }: RateLimit) {
  const random = seededRandom(1);
  const counts = { taken: 0, refused: 0 };
  let [excess, lastMs] = [0, Number.NEGATIVE_INFINITY];
  const say = (_frame: unknown, nowMs: number) => {
    const atMs = Math.max(lastMs, Math.floor(nowMs + random() * jitterMs));
    const next = Math.max(0, excess - (perSecond * (atMs - lastMs)) / 1000 + 1);
    const isFirst = lastMs === Number.NEGATIVE_INFINITY;
    if (!isFirst && next > burst) {
      counts.refused += 1;
      return busy(null);
    }
    [excess, lastMs] = [isFirst ? 0 : next, atMs];
    counts.taken += 1;
    return TAKEN;
  };
  return { say, counts };
}

const FRAMES = 1000;
const PER_SECOND = 50;

test.each([
  ["auto", "at an exact rate", {}],
  [4, "with a way that takes up to 3 ms more", { jitterMs: 3 }],
  [64, "with a burst of 10", { burst: 10 }],
  [64, "at an exact rate", {}],
] as const)(
  "P19: with --concurrency %s, a service that takes 50 a second, %s, gets them at that pace, and retries stay below a tenth",
  async (concurrency, _name, limit: Partial<RateLimit>) => {
    const { say, counts } = rateLimited({ perSecond: PER_SECOND, ...limit });
    const fleet = scriptedFleet({ a: { say, workMs: 5 } }, { concurrency });
    const run = await carriedBy(fleet, framesUpTo(FRAMES));
    expect(run.results.every(({ outcome }) => outcome === "delivered")).toBe(true);
    expect(counts.taken).toBe(FRAMES);
    expect(counts.refused).toBeGreaterThan(0);
    // Those in flight when it refuses first, the reserve, and a tenth.
    const inFlight = concurrency === "auto" ? 4 : concurrency;
    expect(counts.refused).toBeLessThanOrEqual(inFlight + 10 + FRAMES / 10);
    expect(run.eventsOf("serviceLost")).toEqual([]);
    expect(fleet.clock.nowMs()).toBeLessThan((1000 * FRAMES) / PER_SECOND / 0.85);
  },
);

test("a service that was down for a while gets as many at once as before, though it said 503", async () => {
  const downUntilMs = 60_000;
  const fleet = scriptedFleet(
    { a: { say: (_, nowMs) => (nowMs < downUntilMs ? busy(null) : TAKEN), workMs: 100 } },
    { concurrency: 16 },
  );
  await carriedBy(fleet, framesUpTo(1600));
  // 160 a second, once a probe has found it.
  expect(fleet.clock.nowMs()).toBeLessThan(downUntilMs + 5000 + 10_000 + 1000);
});

test.each([
  [5, 60],
  [50, 60],
  [50, 3600],
])(
  "a service that takes %s a second is at that pace again soon after it was down for %s s, with 503 all the while",
  async (perSecond, downSeconds) => {
    const { say, counts } = rateLimited({ perSecond });
    let turnedAway = 0;
    const isDown = (nowMs: number): boolean => nowMs > 8000 && nowMs < 8000 + downSeconds * 1000;
    const sayDown = (frame: unknown, nowMs: number) => {
      if (!isDown(nowMs)) return say(frame, nowMs);
      turnedAway += 1;
      return busy(null);
    };
    const fleet = scriptedFleet({ a: { say: sayDown, workMs: 5 } }, { concurrency: 16 });
    const run = await carriedBy(fleet, framesUpTo(30 * perSecond));
    expect(turnedAway).toBeGreaterThan(0);
    expect(run.results.every(({ outcome }) => outcome === "delivered")).toBe(true);
    expect(counts.taken).toBe(30 * perSecond);
    expect(fleet.clock.nowMs()).toBeLessThan(1000 * (30 + downSeconds + 15));
  },
);
