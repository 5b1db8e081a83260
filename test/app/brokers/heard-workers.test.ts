import { expect, test } from "vitest";
import { HeardWorkers } from "../../../src/app/brokers/heard-workers.ts";
import { sampleSign } from "../../support/brokers/sample-messages.ts";

const names = (workers: HeardWorkers, nowMs: number): readonly string[] =>
  workers.list(nowMs).map(({ name, isSilent }) => (isSilent ? `${name} (silent)` : name));

test("a worker is alive while its signs come, then silent, and gone after a minute", () => {
  const workers = new HeardWorkers();
  workers.hear(sampleSign({ worker: "gpu-10" }), 0);
  workers.hear(sampleSign({ worker: "gpu-9" }), 0);
  workers.hear(sampleSign({ worker: "gpu-9" }), 50_000);
  expect(names(workers, 15_000)).toEqual(["gpu-9", "gpu-10"]);
  expect(names(workers, 55_000)).toEqual(["gpu-9", "gpu-10 (silent)"]);
  expect(names(workers, 61_000)).toEqual(["gpu-9"]);
});

test("a worker that says that it ends is gone at once, and may begin again", () => {
  const workers = new HeardWorkers();
  workers.hear(sampleSign(), 0);
  workers.hear(sampleSign({ isEnding: true }), 1000);
  expect(names(workers, 1000)).toEqual([]);
  workers.hear(sampleSign(), 2000);
  expect(names(workers, 2000)).toEqual(["gpu-1"]);
});

test("since when a worker runs is told by the clock of this machine, whatever its own says", () => {
  const workers = new HeardWorkers();
  workers.hear(sampleSign({ uptimeMs: 60_000 }), 1_000_000);
  expect(workers.list(1_002_000)).toMatchObject([{ sinceMs: 940_000, lastSignAtMs: 1_000_000 }]);
});

test("of more workers than anybody looks at, those that were silent for the longest are left out", () => {
  const workers = new HeardWorkers();
  for (let index = 0; index <= 1000; index += 1)
    workers.hear(sampleSign({ worker: `gpu-${index}` }), index);
  const list = workers.list(1000);
  expect(list).toHaveLength(1000);
  expect(list[0]?.name).toBe("gpu-1");
});
