import { expect, test } from "vitest";
import { HeldLimits } from "../../../../src/app/services/limit-durations.ts";
import { AdaptiveLimit } from "../../../../src/submitter/limit/adaptive-limit.ts";
import { FixedLimit } from "../../../../src/submitter/limit/fixed-limit.ts";
import type { Limiter } from "../../../../src/submitter/limit/limiter.ts";
import { mean, measure } from "../simulation/measure.ts";
import { type Course, simulate } from "../simulation/simulate.ts";
import type { Backend } from "../simulation/simulated-line.ts";
import type { Service } from "../simulation/simulated-service.ts";

const FRAMES = 6000;
/** With a number that is far too low it takes longer, and counts for so long. */
const SECONDS = 20;
const SEEDS = [1, 2];
const FIXED = [2, 4, 8, 16, 32, 64];

const WORKER = { workers: 1, serviceMs: 1.7, spread: "uniform" } as const;

const twoProcesses = (more: Partial<Backend> = {}): Service => ({
  backends: [
    { ...WORKER, ...more, fromConnection: 0 },
    { ...WORKER, ...more, fromConnection: 4 },
  ],
  travelMs: 0.8,
});

const SERVICES: readonly (readonly [name: string, service: Service])[] = [
  ["two processes of 1.7 ms, the second from the 4th connection", twoProcesses()],
  ["two processes that save an eighth with 6 at hand", twoProcesses({ savingFrom: [6, 0.12] })],
  ["32 at once, 50 ms", { backends: [{ workers: 32, serviceMs: 50, spread: "uniform" }] }],
  ["one at a time, 1 ms", { backends: [{ workers: 1, serviceMs: 1, spread: "uniform" }] }],
];

/** The first frames of a run, from its start. */
function wholeRun(service: Service, limiter: () => Limiter) {
  const course: Course = { services: [[0, service]], seconds: SECONDS };
  const runs = SEEDS.map((seed) => {
    const { ended } = simulate(course, limiter(), seed);
    const last = ended[FRAMES - 1]?.endedMs ?? course.seconds * 1000;
    return measure(ended, [0, last / 1000]);
  });
  return {
    perSecond: mean(runs.map(({ perSecond }) => perSecond)),
    latencyMs: mean(runs.map(({ latencyMs }) => latencyMs)),
  };
}

test.each(SERVICES)(
  "a whole run of 6,000 frames, the climb included, brings 0.9 of the best fixed number at twice its latency at most: %s",
  (_name, service) => {
    const fixed = FIXED.map((limit) => wholeRun(service, () => new FixedLimit(limit)));
    const most = Math.max(...fixed.map(({ perSecond }) => perSecond));
    const best = fixed.find(({ perSecond }) => perSecond >= 0.98 * most);
    const own = wholeRun(service, () => new AdaptiveLimit(256));
    expect(own.perSecond).toBeGreaterThanOrEqual(0.9 * most);
    expect(own.latencyMs).toBeLessThanOrEqual(2 * (best?.latencyMs ?? 0));
  },
);

/** The limit that a run of 20 s with nothing on record held longest. */
function suited(service: Service, seed: number): number {
  const course: Course = { services: [[0, service]], seconds: SECONDS };
  const limit = new AdaptiveLimit(256);
  const held = new HeldLimits(limit.limit, 0);
  for (const move of simulate(course, limit, seed).moves) held.move(move.limit, move.atMs);
  return held.longest(SECONDS * 1000);
}

test.each(SERVICES)(
  "a whole run that begins with what suited in the last one brings 0.9 of the best fixed number at twice its latency at most: %s",
  (_name, service) => {
    const fixed = FIXED.map((limit) => wholeRun(service, () => new FixedLimit(limit)));
    const most = Math.max(...fixed.map(({ perSecond }) => perSecond));
    const best = fixed.find(({ perSecond }) => perSecond >= 0.98 * most);
    const own = SEEDS.map((seed) =>
      wholeRun(service, () => new AdaptiveLimit(256, suited(service, seed))),
    );
    expect(mean(own.map(({ perSecond }) => perSecond))).toBeGreaterThanOrEqual(0.9 * most);
    expect(mean(own.map(({ latencyMs }) => latencyMs))).toBeLessThanOrEqual(
      2 * (best?.latencyMs ?? 0),
    );
  },
);
