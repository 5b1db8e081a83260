import { describe, expect, test } from "vitest";
import { checkEdgeOptions, type EdgeDelivery } from "../../../src/app/edge/edge-options.ts";
import { restOfWaitMs } from "../../../src/app/edge/result-timeout.ts";
import { filesSchema } from "../../../src/options/files-options.ts";
import { checkOptions } from "../../../src/options/options-schema.ts";

const BROKER = "nats://broker:4222/frames";
const HTTP = "http://gpu:8000/predict";
const ALONE = "a broker takes the frames alone";

function check(options: object): void {
  const checked: EdgeDelivery = checkOptions(filesSchema, { paths: ["in"], ...options });
  checkEdgeOptions(checked);
}

describe("options of an edge", () => {
  test("that are about the service belong to the worker", () => {
    expect(() => check({ to: BROKER, concurrency: 8, site: "berlin" })).not.toThrow();
    for (const [key, value] of Object.entries({
      ...{ model: "yolo", batch: 4, resize: "640x640", timeoutMs: 1000, maxRate: "5/s" },
      ...{ headers: ["a: b"], caFile: "ca.pem", successOn: ["404"] },
    }))
      expect(() => check({ to: BROKER, [key]: value })).toThrow(`\`${key}\` has no effect`);
  });

  test("have no effect without a broker, and are refused", () => {
    expect(() => check({ to: HTTP })).not.toThrow();
    for (const options of [{ fireAndForget: true }, { site: "x" }, { resultTimeoutMs: "1m" }])
      expect(() => check({ to: HTTP, ...options })).toThrow("has no effect without a broker");
  });

  test("name a broker alone", () => {
    expect(() => check({ to: [BROKER, HTTP] })).toThrow(ALONE);
    expect(() => check({ to: BROKER, mirror: HTTP })).toThrow(ALONE);
    expect(() => check({ to: BROKER, routes: [`cam1/**=${HTTP}`] })).toThrow(ALONE);
  });
});

test("each round waits twice as long as the one before, whatever the clock does", () => {
  const options = { resultTimeoutMs: 1000 };
  const rest = (round: number, nowMs: number): number =>
    restOfWaitMs({ round, atMs: 10_000 }, options, nowMs);
  expect([rest(0, 10_000), rest(0, 10_400), rest(0, 12_000)]).toEqual([1000, 600, 0]);
  expect([rest(1, 10_000), rest(3, 10_000), rest(50, 10_000)]).toEqual([2000, 8000, 64_000]);
  expect(rest(0, 4000)).toBe(1000);
});
