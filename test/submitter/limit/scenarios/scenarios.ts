import type { Period } from "../simulation/measure.ts";
import { seededRandom } from "../../../support/samples/seeded-random.ts";
import type { Course } from "../simulation/simulate.ts";
import type { Backend, Spread } from "../simulation/simulated-line.ts";
import type { Service } from "../simulation/simulated-service.ts";

/** A course, and what is asked of a limit in some periods of it. */
export interface Scenario {
  readonly name: string;
  readonly course: Course;
  readonly periods: readonly (readonly [...Period, Best])[];
  /** Mean latency that is allowed, as a multiple of the best one. @default 2 */
  readonly maxLatency?: number;
}

/**
 * What the best fixed limit of 1, 2, 4, ... 256 gives: its accepted requests per second, and the mean
 * latency, in milliseconds, of the lowest one that gives 98 % of that.
 */
export interface Best {
  readonly perSecond: number;
  readonly latencyMs: number;
}

function backend(workers: number, serviceMs: number, spread: Spread = "uniform"): Backend {
  return { workers, serviceMs, spread };
}

function bestIs(perSecond: number, latencyMs: number): Best {
  return { perSecond, latencyMs };
}

function steady(name: string, best: Best, service: Service): Scenario {
  return { name, course: { services: [[0, service]], seconds: 65 }, periods: [[5, 65, best]] };
}

interface Disturbance {
  /** Changes in a second. */
  readonly perSecond: number;
  /** Share by which it becomes slower or faster, at most. */
  readonly most: number;
}

/** There are other programs on its machine. */
function disturbed(service: Service, { perSecond, most }: Disturbance): Course {
  const random = seededRandom(1);
  const seconds = 65;
  const services = Array.from({ length: perSecond * seconds }, (_, time) => {
    const slowness = 1 + most * (2 * random() - 1);
    const backends = service.backends.map((each) => ({
      ...each,
      serviceMs: each.serviceMs * slowness,
    }));
    return [time / perSecond, { ...service, backends }] as const;
  });
  return { services, seconds };
}

export const SCENARIOS: readonly Scenario[] = [
  steady("one at a time, 100 ms", bestIs(10, 100), { backends: [backend(1, 100, "none")] }),
  {
    // Where answers come at random, it takes hundreds of them to show that fewer in flight do as well.
    name: "one at a time, 10 ms, at random",
    course: { services: [[0, { backends: [backend(1, 10, "exponential")] }]], seconds: 90 },
    periods: [[40, 90, bestIs(99, 10.2)]],
    maxLatency: 3,
  },
  steady("8 at once, 50 ms, as clockwork", bestIs(160, 50), { backends: [backend(8, 50, "none")] }),
  steady("8 at once, 50 ms", bestIs(160, 50), { backends: [backend(8, 50)] }),
  steady("8 at once, 50 ms, at random", bestIs(160, 50), {
    backends: [backend(8, 50, "exponential")],
  }),
  steady("32 at once, 50 ms, as clockwork", bestIs(640, 50), {
    backends: [backend(32, 50, "none")],
  }),
  steady("32 at once, 50 ms", bestIs(640, 50), { backends: [backend(32, 50)] }),
  steady("32 at once, 50 ms, long-tailed", bestIs(640, 50), {
    backends: [backend(32, 50, "lognormal")],
  }),
  steady("100 at once, 200 ms", bestIs(500, 256), { backends: [backend(100, 200)] }),
  steady("2 at once, 2 ms", bestIs(999, 4), { backends: [backend(2, 2)] }),
  steady("latency grows linearly past 8 at once", bestIs(160, 50), {
    backends: [{ ...backend(256, 50), knee: 8, kneeSlope: 1 / 8 }],
  }),
  steady("slower past a knee at 8", bestIs(159, 50), {
    backends: [{ ...backend(256, 50), knee: 8, kneeSlope: 0.2 }],
  }),
  steady("8 at once, 4 more may wait, else 429", bestIs(160, 50), {
    backends: [{ ...backend(8, 50), room: 4 }],
  }),
  steady("8 at once, none may wait, else 429", bestIs(160, 50), {
    backends: [{ ...backend(8, 50), room: 0 }],
  }),
  steady("newest first", bestIs(160, 50), {
    backends: [{ ...backend(8, 50), isNewestFirst: true }],
  }),
  steady("two unequal backends in turn", bestIs(100, 39.8), {
    backends: [backend(8, 20), backend(2, 40)],
  }),
  steady("two very unequal backends in turn", bestIs(50.5, 39.5), {
    backends: [backend(16, 10), backend(1, 40)],
  }),
  steady("two processes, the second from the 4th connection", bestIs(200, 40), {
    backends: [
      { ...backend(1, 10), fromConnection: 0 },
      { ...backend(1, 10), fromConnection: 4 },
    ],
  }),
  steady("two processes of two, the second from the 6th connection", bestIs(400, 20), {
    backends: [
      { ...backend(2, 10), fromConnection: 0 },
      { ...backend(2, 10), fromConnection: 6 },
    ],
  }),
  steady("1 ms of work behind 20 ms of way", bestIs(999, 32), {
    backends: [backend(2, 2)],
    travelMs: 20,
  }),
  steady("2 % broken, 0.5 % turned away, 1 % ten times as slow", bestIs(484, 33), {
    backends: [backend(16, 30)],
    brokenShare: 0.02,
    overloadedShare: 0.005,
    slowShare: 0.01,
  }),
  {
    name: "8 at once on a busy machine",
    course: disturbed({ backends: [backend(8, 50)] }, { perSecond: 4, most: 0.4 }),
    periods: [[5, 65, bestIs(168, 47.5)]],
  },
  {
    name: "two processes in turn, 0.8 ms, on a busy machine",
    course: disturbed(
      { backends: [backend(1, 0.8), backend(1, 0.8)], travelMs: 0.1 },
      { perSecond: 10, most: 0.25 },
    ),
    periods: [[5, 65, bestIs(2567, 3.1)]],
  },
  {
    name: "an eighth less work with 12 at hand, on a busy machine",
    course: disturbed(
      { backends: [{ ...backend(1, 0.53), savingFrom: [12, 0.12] }], travelMs: 0.1 },
      { perSecond: 10, most: 0.15 },
    ),
    periods: [[5, 65, bestIs(2166, 7.4)]],
  },
  {
    // It takes some dozens of answers to know a service, whatever their number in a second.
    name: "4 at once, 1 s",
    course: { services: [[0, { backends: [backend(4, 1000)] }]], seconds: 90 },
    periods: [[30, 90, bestIs(4, 1004)]],
  },
  {
    name: "from 32 at once to 8, and back",
    course: {
      services: [
        [0, { backends: [backend(32, 50)] }],
        [30, { backends: [backend(8, 50)] }],
        [60, { backends: [backend(32, 50)] }],
      ],
      seconds: 90,
    },
    periods: [
      [5, 30, bestIs(640, 50)],
      [40, 60, bestIs(160, 50)],
      [70, 90, bestIs(638, 50)],
    ],
  },
  {
    name: "from 20 ms to 80 ms, and back",
    course: {
      services: [
        [0, { backends: [backend(8, 20)] }],
        [30, { backends: [backend(8, 80)] }],
        [60, { backends: [backend(8, 20)] }],
      ],
      seconds: 90,
    },
    periods: [
      [5, 30, bestIs(400, 20)],
      [40, 60, bestIs(100, 80)],
      [70, 90, bestIs(400, 20)],
    ],
  },
];
