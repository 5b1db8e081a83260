import { describe, expect, test } from "vitest";
import { FixedLimit } from "../../../../src/submitter/limit/fixed-limit.ts";
import { measure } from "./measure.ts";
import { type Course, simulate } from "./simulate.ts";
import type { Service } from "./simulated-service.ts";

const fifo: Service = { backends: [{ workers: 8, serviceMs: 50 }], travelMs: 0 };

function figuresOf(service: Service, limit: number, more: Partial<Course> = {}) {
  const course = { services: [[0, service]], seconds: 20, ...more } as const;
  return measure(simulate(course, new FixedLimit(limit), 1).ended, [2, 20]);
}

describe("the simulation", () => {
  test.each([
    [1, 20, 50],
    [4, 80, 50],
    [8, 160, 50],
    [16, 160, 100],
    [64, 160, 400],
  ])(
    "gives %i in flight at a line of 8 workers %i a second, after %i ms",
    (limit, perSecond, latencyMs) => {
      const figures = figuresOf(fifo, limit);
      expect(figures.perSecond).toBeCloseTo(perSecond, -1);
      expect(figures.latencyMs).toBeCloseTo(latencyMs, 0);
    },
  );

  test("accepts no more than have room, and turns the others away", () => {
    const service = { backends: [{ workers: 8, serviceMs: 50, room: 4 }] };
    expect(figuresOf(service, 12).turnedAwayShare).toBe(0);
    const crowded = figuresOf(service, 16, { pauseAfterFailureMs: 50 });
    expect(crowded.turnedAwayShare).toBeGreaterThan(0.2);
    expect(crowded.perSecond).toBeCloseTo(160, -1);
  });

  test("makes two backends in turn as fast as twice the slower one", () => {
    const backends = [
      { workers: 8, serviceMs: 20 },
      { workers: 2, serviceMs: 40 },
    ];
    expect(figuresOf({ backends }, 32).perSecond).toBeCloseTo(100, -1);
  });

  test("sends a backend that keeps its connections no others", () => {
    const backends = [
      { workers: 1, serviceMs: 10, fromConnection: 0 },
      { workers: 1, serviceMs: 10, fromConnection: 4 },
    ];
    expect(figuresOf({ backends }, 4).perSecond).toBeCloseTo(100, -1);
    expect(figuresOf({ backends }, 6).perSecond).toBeCloseTo(200, -1);
  });

  test("makes a service slower past its knee", () => {
    const backends = [{ workers: 256, serviceMs: 50, knee: 8, kneeSlope: 0.2 }];
    const [at, past] = [figuresOf({ backends }, 8), figuresOf({ backends }, 32)];
    expect(past.perSecond).toBeLessThan(0.8 * at.perSecond);
  });

  test.each(["uniform", "exponential", "lognormal"] as const)(
    "makes work that is %s take as long in the mean",
    (spread) => {
      const figures = figuresOf({ backends: [{ workers: 8, serviceMs: 5, spread }] }, 8);
      expect(figures.latencyMs).toBeGreaterThan(4.8);
      expect(figures.latencyMs).toBeLessThan(5.4);
    },
  );

  test("changes a service at its time, and brings frames at their rate", () => {
    const course: Course = {
      services: [
        [0, fifo],
        [10, { backends: [{ workers: 4, serviceMs: 50 }] }],
      ],
      demand: [
        [0, 40],
        [5, Number.POSITIVE_INFINITY],
      ],
      seconds: 15,
    };
    const { ended } = simulate(course, new FixedLimit(16), 1);
    const rates = (
      [
        [0, 5],
        [5, 10],
        [11, 15],
      ] as const
    ).map((period) => measure(ended, period).perSecond);
    expect(rates[0]).toBeGreaterThan(30);
    expect(rates[0]).toBeLessThan(50);
    expect(rates[1]).toBeCloseTo(160, -1);
    expect(rates[2]).toBeCloseTo(80, -1);
  });

  test("is the same for the same seed", () => {
    const service: Service = {
      backends: [{ workers: 4, serviceMs: 20, spread: "exponential" }],
      brokenShare: 0.1,
      overloadedShare: 0.1,
      slowShare: 0.1,
    };
    const record = (seed: number) =>
      simulate({ services: [[0, service]], seconds: 5 }, new FixedLimit(6), seed).ended;
    expect(record(3)).toEqual(record(3));
    expect(record(3)).not.toEqual(record(4));
  });
});
