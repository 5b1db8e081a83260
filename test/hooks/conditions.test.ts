import { setImmediate } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "vitest";
import type { RunEvent } from "../../src/core/events/run-event.ts";
import type { FrameResult } from "../../src/core/frame/frame-result.ts";
import { CameraSilent } from "../../src/hooks/conditions/camera-silent.ts";
import { DetectionSeen } from "../../src/hooks/conditions/detection-seen.ts";
import { ServiceAway } from "../../src/hooks/conditions/service-away.ts";
import { TooManyFailures } from "../../src/hooks/conditions/too-many-failures.ts";
import type { HookFact } from "../../src/hooks/event/hook-event.ts";
import type { AlarmSubject, ToldAlarm } from "../../src/hooks/memory/alarm-memory.ts";
import type { HookOptions } from "../../src/options/hook-options.ts";
import { detectionsIn } from "../../src/protocols/detections/detections-in.ts";
import { FakeClock } from "../support/clock/fake-clock.ts";
import { sampleResult } from "../support/samples/sample-result.ts";
import { sampleHook } from "./sample-hook.ts";

let clock: FakeClock;
let facts: HookFact[];
let forgotten: string[];
beforeEach(() => {
  clock = new FakeClock();
  facts = [];
  forgotten = [];
});

const tools = () => ({
  clock,
  readFindings: detectionsIn,
  tell: (fact: HookFact) => facts.push(fact),
  told: [] as readonly ToldAlarm[],
  forget: ({ source }: AlarmSubject) => forgotten.push(source),
});
const hook = (when: HookOptions["when"], options: Partial<HookOptions> = {}) =>
  sampleHook({ when, ...options });
const settled = (fields: Partial<FrameResult> = {}): RunEvent => ({
  type: "frameSettled",
  result: sampleResult(fields),
});
const told = () => facts.map(({ message }) => message);

/** Turns the clock on, and lets whoever wakes act. */
async function pass(ms: number): Promise<void> {
  clock.advance(ms);
  await setImmediate();
}

describe("a camera that is silent", () => {
  const lost: RunEvent = {
    type: "sourceLost",
    source: "rtsp://cam/1",
    reason: "no route",
    sinceMs: 0,
  };
  const found: RunEvent = {
    ...{
      type: "sourceRecovered",
      source: "rtsp://cam/1",
      reason: "no route",
      sinceMs: 0,
      gapMs: 1,
    },
  };
  const silent = (options: Partial<HookOptions> = {}) =>
    new CameraSilent(hook("camera-silent", options), tools());

  test("is told once it has been so for a while, and its return with the time", async () => {
    const condition = silent({ afterMs: 10_000 });
    condition.listen("gate", lost);
    await pass(9999);
    expect(told()).toEqual([]);
    await pass(1);
    condition.listen("gate", lost);
    await pass(60_000);
    condition.listen("gate", found);
    expect(told()).toEqual([
      "gate sends no frames: no route",
      "gate sends frames again after 1 min 10 s",
    ]);
    expect(facts).toMatchObject([
      { when: "camera-silent", source: "gate", recovered: false, durationSeconds: null },
      { when: "camera-silent", source: "gate", recovered: true, durationSeconds: 70 },
    ]);
  });

  test("is not told if it is back before, nor its return", async () => {
    const condition = silent({ afterMs: 10_000 });
    condition.listen("gate", lost);
    await pass(9000);
    condition.listen("gate", found);
    await pass(60_000);
    expect(told()).toEqual([]);
    condition.listen("gate", lost);
    await pass(10_000);
    expect(facts).toMatchObject([{ suppressed: 1 }]);
  });

  test("is told again no sooner than it may be, if it is still silent then", async () => {
    const condition = silent({ afterMs: 0, atMostEveryMs: 30_000 });
    condition.listen("gate", lost);
    condition.listen("gate", found);
    for (let blink = 0; blink < 5; blink += 1) {
      condition.listen("gate", lost);
      condition.listen("gate", found);
    }
    await pass(1000);
    condition.listen("gate", lost);
    await pass(28_999);
    expect(facts).toHaveLength(2);
    await pass(1);
    expect(facts).toHaveLength(3);
    expect(facts[2]).toMatchObject({ recovered: false, suppressed: 5 });
  });

  test("without recovery its return is not told", async () => {
    const condition = silent({ afterMs: 0, recovery: false });
    condition.listen("gate", lost);
    condition.listen("gate", found);
    expect(facts).toHaveLength(1);
    expect(forgotten).toEqual(["gate"]);
  });

  test("is back with the first frame of a new run, which knows of no silence", async () => {
    const condition = silent({ afterMs: 0 });
    const landed = { type: "frameLanded" } as RunEvent;
    condition.listen("gate", lost);
    condition.listen("gate", landed);
    expect(facts).toHaveLength(1);
    condition.started("gate");
    condition.listen("gate", landed);
    expect(facts[1]).toMatchObject({ recovered: true });
  });

  test("that was given up is told, and each camera has an alarm of its own", async () => {
    const condition = silent({ afterMs: 0 });
    condition.failed("gate", "the login was refused");
    condition.listen("yard", lost);
    condition.ended("gate");
    expect(told()).toEqual([
      "gate sends no frames: the login was refused",
      "yard sends no frames: no route",
    ]);
  });
});

/** A trouble that was told an hour ago, and began a minute before that. */
function anHourAgo(fields: Partial<ToldAlarm> = {}): readonly ToldAlarm[] {
  const dateOf = (agoMs: number): string => new Date(Date.now() - agoMs).toISOString();
  const times = { since: dateOf(3_660_000), toldAt: dateOf(3_600_000) };
  return [{ hook: "", source: "gate", service: null, reason: "no route", ...times, ...fields }];
}

describe("a trouble that was told in an earlier run", () => {
  const landed = { type: "frameLanded" } as RunEvent;
  const service = "http://gpu1:8000/";
  const away: RunEvent = { type: "serviceLost", service, reason: "connection refused" };

  test("is not told again by a camera that is still silent, and over with its first frame", async () => {
    const given = { ...tools(), told: anHourAgo() };
    const condition = new CameraSilent(hook("camera-silent", { afterMs: 0 }), given);
    condition.started("gate");
    const lost = { ...{ type: "sourceLost", source: "rtsp://cam/1" }, reason: "still", sinceMs: 0 };
    condition.listen("gate", lost as RunEvent);
    await pass(60_000);
    expect(facts).toEqual([]);
    condition.ended("gate");
    condition.started("gate");
    condition.listen("gate", landed);
    condition.listen("gate", landed);
    expect(facts).toMatchObject([{ recovered: true, reason: "no route" }]);
    expect(told()[0]).toMatch(/^gate sends frames again after 1 h 0[12] min/u);
  });

  test("is not told again of a service that is still away, and over with the first answer", () => {
    const given = { ...tools(), told: anHourAgo({ service }) };
    const condition = new ServiceAway(hook("service-away", { afterMs: 0 }), given);
    condition.listen("yard", away);
    condition.listen("gate", settled({ service }));
    expect(facts).toEqual([]);
    condition.listen("yard", settled({ service }));
    expect(facts).toMatchObject([{ recovered: true, source: "gate", service }]);
  });

  test("of failures is over when enough frames are known, or after the time that is looked at", async () => {
    const options = { over: 0.1, minFrames: 10, withinMs: 60_000, atMostEveryMs: 0 };
    const given = { ...tools(), told: [...anHourAgo(), ...anHourAgo({ source: "yard" })] };
    const condition = new TooManyFailures(hook("failures", options), given);
    for (let count = 0; count < 9; count += 1) condition.listen("gate", settled());
    expect(facts).toEqual([]);
    condition.listen("gate", settled());
    expect(facts).toMatchObject([{ source: "gate", recovered: true, frames: 10 }]);
    for (let step = 0; step < 12; step += 1) await pass(6000);
    expect(facts).toMatchObject([{}, { source: "yard", recovered: true, frames: 0 }]);
  });

  test("is nobody's any more when its source or service is gone", () => {
    const silent = new CameraSilent(hook("camera-silent"), { ...tools(), told: anHourAgo() });
    const missed = new ServiceAway(hook("service-away"), {
      ...tools(),
      told: anHourAgo({ service }),
    });
    silent.keepOnly({ sources: new Set(["yard"]), services: new Set() });
    missed.keepOnly({ sources: new Set(["gate"]), services: new Set(["http://gpu2/"]) });
    silent.listen("gate", landed);
    missed.listen("gate", settled({ service }));
    expect(facts).toEqual([]);
  });
});

describe("a service that is away", () => {
  const service = "http://gpu1:8000/";
  const lost: RunEvent = { type: "serviceLost", service, reason: "connection refused" };
  const found: RunEvent = { type: "serviceRecovered", service, outageMs: 5 };

  test("is told once for all sources, and is back when no source misses it any more", async () => {
    const condition = new ServiceAway(hook("service-away", { afterMs: 0 }), tools());
    condition.listen("gate", lost);
    condition.listen("yard", lost);
    condition.listen("gate", found);
    expect(told()).toEqual(["http://gpu1:8000/ is away: connection refused"]);
    await pass(2000);
    condition.listen("yard", settled({ service }));
    expect(told()[1]).toBe("http://gpu1:8000/ answers again after 2.0 s");
    condition.listen("yard", settled({ service }));
    expect(facts).toHaveLength(2);
  });

  test("is no news any more when the only source that misses it has ended", async () => {
    const condition = new ServiceAway(hook("service-away", { afterMs: 1000 }), tools());
    condition.listen("gate", lost);
    condition.ended("gate");
    await pass(5000);
    expect(facts).toEqual([]);
  });
});

describe("failures", () => {
  const failures = (options: Partial<HookOptions> = {}) =>
    new TooManyFailures(
      hook("failures", {
        over: 0.1,
        minFrames: 10,
        withinMs: 60_000,
        atMostEveryMs: 0,
        ...options,
      }),
      tools(),
    );
  const failed = settled({ outcome: "failed", reason: "it answered 400" });
  const many = (count: number, feed: () => void) => Array.from({ length: count }, feed);

  test("above a share are told once, and are over at half of that share", () => {
    const condition = failures();
    many(9, () => condition.listen("gate", settled()));
    condition.listen("gate", failed);
    expect(facts).toEqual([]);
    condition.listen("gate", failed);
    condition.listen("gate", failed);
    expect(facts).toMatchObject([
      { when: "failures", frames: 11, failed: 2, recovered: false, reason: "it answered 400" },
    ]);
    expect(told()[0]).toBe(
      "2 of 11 frames of gate failed within 1 min 0 s (18.2%); the last: it answered 400",
    );
    many(47, () => condition.listen("gate", settled()));
    expect(facts).toHaveLength(1);
    condition.listen("gate", settled());
    expect(facts[1]).toMatchObject({ recovered: true, frames: 60, failed: 3 });
  });

  test("of a few frames say nothing, and neither do skipped and dropped ones", () => {
    const condition = failures();
    many(9, () => condition.listen("gate", failed));
    many(5, () => condition.listen("gate", settled({ outcome: "skipped" })));
    many(5, () => condition.listen("gate", settled({ outcome: "dropped" })));
    expect(facts).toEqual([]);
    condition.listen("gate", failed);
    expect(facts).toMatchObject([{ frames: 10, failed: 10, share: 1 }]);
  });

  test("pass out of sight after a while, also if no frames come any more", async () => {
    const condition = failures();
    many(10, () => condition.listen("gate", failed));
    for (let step = 0; step < 12; step += 1) await pass(6000);
    expect(facts).toMatchObject([{ recovered: false }, { recovered: true, frames: 0 }]);
    expect(clock.asleep).toBe(0);
  });

  test("of each source are counted by themselves", () => {
    const condition = failures();
    many(9, () => condition.listen("gate", failed));
    many(9, () => condition.listen("yard", failed));
    expect(facts).toEqual([]);
  });
});

describe("a detection", () => {
  const found = (...pairs: readonly (readonly [string, number | null])[]): RunEvent => {
    const box = { x: 1, y: 2, width: 3, height: 4 };
    const detections = pairs.map(([label, confidence]) => ({ label, confidence, box }));
    return settled({ predictions: { detections }, frame: "7.jpg", service: "http://h/p" });
  };
  const seen = (options: Partial<HookOptions> = {}) =>
    new DetectionSeen(hook("detection", options), tools());

  test("of a label with enough confidence is told once a frame, with the surest", () => {
    const condition = seen({ label: ["Person"], minConfidence: 0.8 });
    condition.listen("gate", found(["person", 0.79], ["dog", 0.99], ["person", null]));
    expect(facts).toEqual([]);
    condition.listen("gate", found(["person", 0.8], ["person", 0.95], ["person", 0.5]));
    expect(facts).toMatchObject([
      { label: "person", confidence: 0.95, count: 2, frame: "7.jpg", box: { x: 1 } },
    ]);
    expect(told()).toEqual(["person (0.95) at gate"]);
  });

  test("of the same label at the same source is told no sooner than it may be, with what was left out", async () => {
    const condition = seen({ atMostEveryMs: 30_000 });
    condition.listen("gate", found(["person", 0.9]));
    condition.listen("gate", found(["person", 0.9], ["dog", null]));
    condition.listen("yard", found(["person", 0.9]));
    await pass(29_999);
    condition.listen("gate", found(["person", 0.9]));
    expect(told()).toEqual(["person (0.9) at gate", "dog at gate", "person (0.9) at yard"]);
    await pass(1);
    condition.listen("gate", found(["person", 0.9]));
    expect(facts.at(-1)).toMatchObject({ source: "gate", suppressed: 2 });
  });

  test("is found in whatever form the answer has, and not in a frame that failed", () => {
    const condition = seen();
    const response = {
      predictions: [{ class: "car", confidence: 0.7, x: 5, y: 5, width: 2, height: 2 }],
    };
    condition.listen("gate", settled({ response }));
    condition.listen("gate", settled({ response, outcome: "failed" }));
    expect(told()).toEqual(["car (0.7) at gate"]);
  });
});
