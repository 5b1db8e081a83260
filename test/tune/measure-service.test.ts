import { describe, expect, test } from "vitest";
import { type Measured, measureService, stepsSeconds } from "../../src/tune/measure-service.ts";
import type { Sample } from "../../src/tune/sample.ts";
import { fixedLoad } from "../../src/tune/step-run.ts";
import type { TuneBudget } from "../../src/tune/tune-report.ts";
import { type ServiceTraits, SimulatedService } from "./simulated-service.ts";

const BUDGET: TuneBudget = { seconds: 60, requests: 10_000, maxConcurrency: 256 };

interface Setting {
  readonly budget?: Partial<TuneBudget>;
  /** Interrupts after so many answers. */
  readonly interruptAfter?: number;
  readonly cpuShare?: number;
}

async function tuned(
  traits: ServiceTraits,
  { budget = {}, interruptAfter = Infinity, cpuShare = 0 }: Setting = {},
): Promise<Measured & { readonly service: SimulatedService; readonly shots: readonly Sample[] }> {
  const service = new SimulatedService(traits);
  const { clock } = service;
  const interrupt = new AbortController();
  const shots: Sample[] = [];
  const whole = { ...BUDGET, ...budget };
  const after = (seconds: number): AbortSignal => {
    const deadline = new AbortController();
    void clock.sleep(seconds * 1000, interrupt.signal).then(
      () => deadline.abort(),
      () => {},
    );
    return deadline.signal;
  };
  const parts = {
    clock,
    cpuMs: () => cpuShare * clock.nowMs(),
    client: service.open(),
    // One that has found the room of the service.
    adaptive: { load: fixedLoad(4, service.open()), limit: 4 },
    onSample: (shot: Sample) => {
      shots.push(shot);
      if (shots.length === interruptAfter) interrupt.abort();
    },
    onStepStart: () => {},
    onStepEnd: () => {},
    onAutoEnd: () => {},
  };
  const signals = {
    interrupt: interrupt.signal,
    stepsDeadline: after(stepsSeconds(whole.seconds)),
    deadline: after(whole.seconds),
  };
  const measured = await service.until(measureService(whole, parts, signals));
  return { ...measured, service, shots };
}

describe("a service with room for 4 frames of 50 ms", () => {
  test("is found to take 80 a second, with 4 in flight", async () => {
    const { steps, ending, recommended, auto } = await tuned({ capacity: 4, serviceMs: 50 });
    expect(steps.map(({ inFlight }) => inFlight)).toEqual([1, 2, 4, 8, 16]);
    expect(steps.map(({ framesPerSecond }) => Math.round(framesPerSecond ?? 0))).toEqual([
      20, 40, 80, 80, 80,
    ]);
    expect(steps.map(({ latencyMs }) => latencyMs.p50)).toEqual([50, 50, 50, 100, 200]);
    expect(ending.cause).toBe("knee");
    expect(recommended?.concurrency).toBe(4);
    expect(auto).toMatchObject({ inFlight: 4, latencyMs: { p50: 50 } });
    expect(auto?.framesPerSecond).toBeCloseTo(80, 0);
  });

  test("is never sent more at once than a step says, and each step ends before the next", async () => {
    const { service, steps } = await tuned(
      { capacity: 4, serviceMs: 50 },
      { budget: { maxConcurrency: 4 } },
    );
    expect(service.maxInFlight).toBe(4);
    expect(service.inFlight).toBe(0);
    expect(steps.at(-1)?.inFlight).toBe(4);
  });
});

describe("the budget of a tuning", () => {
  test.each([10, 57, 300])("of %i requests is kept", async (requests) => {
    const {
      service,
      requests: told,
      ending,
    } = await tuned({ capacity: 1000, serviceMs: 10 }, { budget: { requests } });
    expect(service.requests).toBeLessThanOrEqual(requests);
    expect(told).toBe(service.requests);
    expect(ending.cause).toBe("requests");
  });

  test("of time is kept, though a single request takes longer", async () => {
    const { service, steps, ending } = await tuned(
      { capacity: 1, serviceMs: 90_000 },
      { budget: { seconds: 30 } },
    );
    expect(service.clock.nowMs()).toBeLessThanOrEqual(30_000);
    expect(service.inFlight).toBe(0);
    expect(steps).toEqual([]);
    expect(ending.cause).toBe("seconds");
  });

  test("of time goes to few steps where answers are slow", async () => {
    const { steps, service } = await tuned({ capacity: 2, serviceMs: 4000 });
    expect(steps[0]).toMatchObject({ inFlight: 1, framesPerSecond: 0.25 });
    expect(steps[1]).toMatchObject({ inFlight: 2, framesPerSecond: 0.5 });
    expect(service.clock.nowMs()).toBeLessThanOrEqual(60_000);
  });

  test("leaves the last step the time to end by itself", async () => {
    const { steps, ending } = await tuned(
      { capacity: 1000, serviceMs: 50 },
      { budget: { maxConcurrency: 4, seconds: 5 } },
    );
    expect(steps).toHaveLength(3);
    expect(ending.cause).toBe("maxConcurrency");
    expect(ending.reason).toContain("it may bring more");
  });
});

describe("failures during a tuning", () => {
  test("of a service that turns requests away end the step within a few of them", async () => {
    const traits = { capacity: 4, serviceMs: 50, queueLimit: 0 };
    const { steps, ending, shots, recommended } = await tuned(traits);
    expect(ending.cause).toBe("errors");
    expect(ending.reason).toContain("With 8 in flight");
    expect(steps.at(-1)?.failures[0]?.failure).toBe("status 429");
    expect(shots.filter(({ outcome }) => outcome.kind === "failed").length).toBeLessThan(60);
    expect(recommended?.concurrency).toBe(4);
  });

  test("that have nothing to do with the load do not end it", async () => {
    const { steps, ending, recommended } = await tuned({
      capacity: 4,
      serviceMs: 50,
      failEvery: 10,
    });
    expect(ending.cause).toBe("knee");
    expect(steps[2]?.failed).toBeGreaterThan(10);
    expect(recommended?.concurrency).toBe(4);
  });

  test("end it with the first step when there is nothing else", async () => {
    const { steps, ending, service, serviceResponded, recommended, auto } = await tuned({
      capacity: 4,
      serviceMs: 50,
      failEvery: 1,
    });
    expect(ending.cause).toBe("errors");
    expect(steps).toHaveLength(1);
    expect(service.requests).toBeLessThan(30);
    expect(serviceResponded).toBe(true);
    expect(recommended).toBeNull();
    expect(auto).toBeNull();
  });
});

describe("an interrupt of a tuning", () => {
  test("ends it at once, and keeps the steps that were whole", async () => {
    const { steps, ending, service, shots, auto } = await tuned(
      { capacity: 1000, serviceMs: 50 },
      { interruptAfter: 400 },
    );
    expect(ending.cause).toBe("interrupted");
    expect(auto).toBeNull();
    expect(steps.length).toBeGreaterThan(1);
    // Others may have been answered in the same moment.
    expect(shots.length).toBeLessThan(400 + 4);
    expect(service.requests).toBeLessThan(400 + 8);
    expect(service.inFlight).toBe(0);
  });

  test("before anything could be measured leaves no step", async () => {
    const { steps } = await tuned({ capacity: 1, serviceMs: 50 }, { interruptAfter: 2 });
    expect(steps).toEqual([]);
  });
});

describe("a load with the adaptive limit", () => {
  test("is not measured where its budget is too small", async () => {
    const { recommended, auto } = await tuned(
      { capacity: 1000, serviceMs: 10 },
      { budget: { requests: 60, maxConcurrency: 4 } },
    );
    expect(recommended).not.toBeNull();
    expect(auto).toBeNull();
  });

  test("learns nothing from where it was broken off", async () => {
    const whole = await tuned({ capacity: 4, serviceMs: 50 });
    const before = whole.steps.reduce((sum, { requests }) => sum + requests, 0);
    const broken = await tuned({ capacity: 4, serviceMs: 50 }, { interruptAfter: before + 300 });
    expect(whole.auto).not.toBeNull();
    expect(broken.auto).toBeNull();
    expect(broken.ending).toEqual(whole.ending);
    expect(broken.service.requests).toBeLessThan(whole.service.requests);
  });
});

test("processor time is counted at full load alone", async () => {
  const { steps } = await tuned({ capacity: 4, serviceMs: 50 }, { cpuShare: 0.95 });
  expect(steps.map(({ cpuShare }) => cpuShare)).toEqual(steps.map(() => 0.95));
});
