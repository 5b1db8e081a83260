import { describe, expect, test } from "vitest";
import { AdaptiveLimit } from "../../../../src/submitter/limit/adaptive-limit.ts";
import { FixedLimit } from "../../../../src/submitter/limit/fixed-limit.ts";
import type { Limiter } from "../../../../src/submitter/limit/limiter.ts";
import { mean, measure } from "../simulation/measure.ts";
import { seededRandom } from "../../../support/samples/seeded-random.ts";
import { type Course, simulate } from "../simulation/simulate.ts";
import type { Backend } from "../simulation/simulated-line.ts";
import type { Service } from "../simulation/simulated-service.ts";
import type { Theft } from "../simulation/stolen-time.ts";

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const SECONDS = 40;
/** What people set by hand; with some hundreds in flight, bursts of a second are bridged, and answers take as long. */
const FIXED = [1, 8, 16, 32, 64];

/** What a scheduler does that has twice as much to run as processors. */
const SLICES: readonly Theft[] = [{ burstMs: 8, share: 0.6 }];
/** And now and again something that takes all. */
const BURSTS: readonly Theft[] = [
  { burstMs: 8, share: 0.5 },
  { burstMs: 100, share: 0.25 },
];

function bound(workers: number, serviceMs: number, more: Partial<Backend> = {}): Service {
  return { backends: [{ workers, serviceMs, spread: "uniform", ...more }] };
}

/** Its rate becomes up to half as much again, or as little, now and again. */
function scattered(service: Service, everySeconds: number): Course["services"] {
  const random = seededRandom(7);
  return Array.from({ length: SECONDS / everySeconds }, (_, time) => {
    const factor = 1.5 ** (2 * random() - 1);
    const slower = (each: Backend): Backend => ({ ...each, serviceMs: each.serviceMs * factor });
    return [time * everySeconds, { ...service, backends: service.backends.map(slower) }] as const;
  });
}

function busy(name: string, service: Service, more: Partial<Course>): [string, Course] {
  return [name, { services: [[0, service]], seconds: SECONDS, ...more }];
}

const COURSES: readonly (readonly [name: string, course: Course])[] = [
  busy("one worker, processors sliced on both sides", bound(1, 1.5), {
    stolenFromService: SLICES,
    stolenFromClient: SLICES,
  }),
  busy("one worker, bursts of stolen time at the service", bound(1, 1.5), {
    stolenFromService: BURSTS,
  }),
  busy("one slow worker, bursts on both sides", bound(1, 5), {
    stolenFromService: BURSTS,
    stolenFromClient: BURSTS,
  }),
  busy("two workers, bursts on both sides", bound(2, 2), {
    stolenFromService: BURSTS,
    stolenFromClient: BURSTS,
  }),
  busy("16 threads, bursts on both sides", bound(16, 20), {
    stolenFromService: BURSTS,
    stolenFromClient: BURSTS,
  }),
  busy(
    "overhead per connection, bursts on both sides",
    bound(64, 4, { knee: 8, kneeSlope: 0.13 }),
    {
      stolenFromService: BURSTS,
      stolenFromClient: BURSTS,
    },
  ),
  busy("load that starts and stops, bursts on both sides", bound(2, 2), {
    demand: Array.from({ length: 14 }, (_, index) => [
      index * 3,
      index % 2 === 0 ? Number.POSITIVE_INFINITY : 0,
    ]),
    stolenFromService: BURSTS,
    stolenFromClient: BURSTS,
  }),
  [
    "rates that scatter by half, 2 at once",
    { services: scattered(bound(2, 2), 0.5), seconds: SECONDS },
  ],
  [
    "rates that scatter by half, 8 at once",
    { services: scattered(bound(8, 50), 0.25), seconds: SECONDS },
  ],
  [
    "rates that scatter by half, 32 at once",
    { services: scattered(bound(32, 50), 0.5), seconds: SECONDS },
  ],
];

/** Of whole runs, the climb included. */
function meanPerSecond(course: Course, limiter: () => Limiter, seeds: readonly number[]): number {
  return mean(
    seeds.map((seed) => measure(simulate(course, limiter(), seed).ended, [0, SECONDS]).perSecond),
  );
}

describe("the adaptive limit, short of processors or with rates that scatter,", () => {
  test.each(COURSES)("brings at least 0.85 of the best fixed number: %s", (_name, course) => {
    const fixed = FIXED.map((limit) => meanPerSecond(course, () => new FixedLimit(limit), [1, 2]));
    const own = meanPerSecond(course, () => new AdaptiveLimit(256), SEEDS);
    expect(own).toBeGreaterThanOrEqual(0.85 * Math.max(...fixed));
  });
});
