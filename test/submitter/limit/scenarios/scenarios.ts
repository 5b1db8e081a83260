import type { Period } from "../simulation/measure.ts";
import type { Course } from "../simulation/simulate.ts";
import type { Backend, Spread } from "../simulation/simulated-line.ts";

/** A course, and what is asked of the limiter in some periods of it. */
export interface Scenario {
  readonly name: string;
  readonly course: Course;
  readonly periods: readonly Period[];
  /** Least share of the throughput of the best fixed limit. @default 0.95 */
  readonly leastShare?: number;
  /** Mean latency at most, as a multiple of what the best fixed limit shows. @default 2 */
  readonly mostLatency?: number;
}

function backend(workers: number, serviceMs: number, spread: Spread = "uniform"): Backend {
  return { workers, serviceMs, spread };
}

function steady(name: string, ...backends: readonly Backend[]): Scenario {
  return { name, course: { services: [[0, { backends }]], seconds: 65 }, periods: [[5, 65]] };
}

/** Every scenario is run with several seeds, and has to hold in the mean. */
export const SCENARIOS: readonly Scenario[] = [
  steady("one at a time, 100 ms", backend(1, 100, "none")),
  steady("one at a time, 10 ms, at random", backend(1, 10, "exponential")),
  steady("8 at once, 50 ms, as clockwork", backend(8, 50, "none")),
  steady("8 at once, 50 ms", backend(8, 50)),
  steady("8 at once, 50 ms, at random", backend(8, 50, "exponential")),
  steady("32 at once, 50 ms, as clockwork", backend(32, 50, "none")),
  steady("32 at once, 50 ms", backend(32, 50)),
  steady("32 at once, 50 ms, long-tailed", backend(32, 50, "lognormal")),
  steady("100 at once, 200 ms", backend(100, 200)),
  steady("2 at once, 2 ms", backend(2, 2)),
  steady("4 at once, 1 s", backend(4, 1000)),
  steady("latency grows linearly past 8 at once", {
    ...backend(256, 50),
    knee: 8,
    kneeSlope: 1 / 8,
  }),
  steady("slower past a knee at 8", { ...backend(256, 50), knee: 8, kneeSlope: 0.2 }),
  steady("8 at once, 4 more may wait, else 429", { ...backend(8, 50), room: 4 }),
  steady("8 at once, none may wait, else 429", { ...backend(8, 50), room: 0 }),
  steady("newest first", { ...backend(8, 50), isNewestFirst: true }),
  steady("two unequal backends in turn", backend(8, 20), backend(2, 40)),
  steady("two very unequal backends in turn", backend(16, 10), backend(1, 40)),
  steady(
    "two processes, the second from the 4th connection",
    { ...backend(1, 10), fromConnection: 0 },
    { ...backend(1, 10), fromConnection: 4 },
  ),
  steady(
    "two processes of two, the second from the 6th connection",
    { ...backend(2, 10), fromConnection: 0 },
    { ...backend(2, 10), fromConnection: 6 },
  ),
  {
    ...steady("1 ms of work behind 20 ms of way"),
    course: {
      services: [[0, { backends: [backend(2, 2)], travelMs: 20 }]],
      seconds: 65,
    },
  },
  {
    ...steady("2 % broken, 0.5 % turned away, 1 % ten times as slow"),
    course: {
      services: [
        [
          0,
          {
            backends: [backend(16, 30)],
            brokenShare: 0.02,
            overloadedShare: 0.005,
            slowShare: 0.01,
          },
        ],
      ],
      seconds: 65,
    },
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
      [5, 30],
      [40, 60],
      [70, 90],
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
      [5, 30],
      [40, 60],
      [70, 90],
    ],
  },
];
