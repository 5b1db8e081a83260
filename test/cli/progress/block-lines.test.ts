import { describe, expect, test } from "vitest";
import { blockLines } from "../../../src/cli/progress/block-lines.ts";
import { Pace } from "../../../src/cli/progress/progress-figures.ts";
import type { Verdict } from "../../../src/core/frame/verdict.ts";
import { RunStats } from "../../../src/results/run-stats.ts";
import { sampleFrame } from "../../support/samples/sample-frame.ts";
import { sampleResult } from "../../support/samples/sample-result.ts";

const SERVICE = "http://127.0.0.1:8000/";
const TITLE = { source: "in", services: [SERVICE], isShared: false };
const frame = sampleFrame();
const away: Verdict = {
  kind: "unavailable",
  status: 503,
  reason: "the service answered 503",
  response: null,
  waitMs: null,
};

/** A block as it stands at a time, in seconds, with what happened until then. */
class Block {
  readonly stats = new RunStats();
  readonly #pace = new Pace(0);

  land(count: number): void {
    for (let index = 0; index < count; index += 1)
      this.stats.listen({ type: "frameLanded", frame });
  }

  deliver(count: number): void {
    for (let index = 0; index < count; index += 1)
      this.stats.listen({ type: "frameSettled", result: sampleResult() });
  }

  fail(): void {
    const service = "http://127.0.0.1:8000/";
    const attempt = { service, frame, attempt: 1, latencyMs: 1, retryInMs: 200 };
    this.stats.listen({ type: "requestStarted", service, frame, attempt: 1 });
    this.stats.listen({ type: "requestEnded", ...attempt, verdict: away });
  }

  at(seconds: number): readonly string[] {
    const figures = this.#pace.read(this.stats, seconds * 1000);
    return blockLines({ ...TITLE, stats: this.stats }, figures, 100);
  }
}

describe("the block of a watch", () => {
  test("waits for the first frame", () => {
    const block = new Block();
    block.at(1);
    expect(block.at(9)).toEqual([
      "in → http://127.0.0.1:8000/",
      "waiting for the first frame",
      "delivered 0 · failed 0 · backlog 0 · in flight 0",
      "9.0 s",
    ]);
  });

  test("shows the pace while there is something to deliver", () => {
    const block = new Block();
    block.at(1);
    block.land(30);
    block.deliver(20);
    const lines = block.at(2);
    expect(lines.slice(1)).toEqual([
      "landed 30",
      "delivered 20 · failed 0 · backlog 10 · in flight 0",
      "10.0 frames/s · median 12.5 ms · 2.0 s",
    ]);
    expect(block.at(60)[3]).toMatch(/^0 frames\/s/u);
  });

  test("says how many may be in flight, and why that last moved", () => {
    const block = new Block();
    const event = { type: "limitChanged", service: SERVICE } as const;
    block.stats.listen({ ...event, limit: 16, reason: null });
    expect(block.at(1).slice(2)).toEqual([
      "delivered 0 · failed 0 · backlog 0 · in flight 0 of 16",
      "1.0 s",
    ]);
    block.stats.listen({ ...event, limit: 33, reason: "faster with more in flight" });
    expect(block.at(2).slice(2)).toEqual([
      "delivered 0 · failed 0 · backlog 0 · in flight 0 of 33",
      "2.0 s · at most 33 in flight: faster with more in flight",
    ]);
  });

  test("says for how long nothing has come", () => {
    const block = new Block();
    block.land(2);
    block.deliver(2);
    expect(block.at(1)[1]).toBe("landed 2");
    block.at(6);
    expect(block.at(75).slice(1)).toEqual([
      "landed 2 · nothing new for 1 min 14 s",
      "delivered 2 · failed 0 · backlog 0 · in flight 0",
      "median 12.5 ms · 1 min 15 s",
    ]);
    block.land(1);
    expect(block.at(76)[1]).toBe("landed 3");
  });

  test("says how old the last failure is, and begins anew with the next one of the same kind", () => {
    const block = new Block();
    block.land(1);
    block.fail();
    expect(block.at(1)[4]).toBe("last failure 0.0 s ago: the service answered 503");
    expect(block.at(31)[4]).toBe("last failure 30 s ago: the service answered 503");
    block.fail();
    expect(block.at(40)[4]).toBe("last failure 0.0 s ago: the service answered 503");
  });
});

test("the block of a run shows how much of the video is done", () => {
  const block = new Block();
  block.stats.listen({ type: "sliceStarted" });
  block.stats.listen({ type: "videoOpened", durationSeconds: 4, expectedFrames: 100 });
  for (let index = 0; index < 50; index += 1)
    block.stats.listen({ type: "frameSliced", index, ptsSeconds: null });
  block.land(50);
  block.deliver(25);
  const lines = block.at(5);
  expect(lines[1]).toMatch(/^█+░+ {2}25 % {2}sliced 50 of about 100$/u);
  expect(lines[3]).toBe("5.00 frames/s · median 12.5 ms · 5.0 s · about 15 s left");
});

test("a pace that is read seldom is that since the last reading", () => {
  const block = new Block();
  block.land(40);
  block.deliver(10);
  expect(block.at(10)[3]).toMatch(/^1.00 frames\/s/u);
  block.deliver(20);
  expect(block.at(20)[3]).toMatch(/^2.00 frames\/s/u);
});

test("the block of a run says that its service is away for as long as it is, and nothing of a limit meanwhile", () => {
  const block = new Block();
  block.land(1);
  block.fail();
  const reason = "the service answered 503";
  block.stats.listen({ type: "limitChanged", service: SERVICE, limit: 4, reason: "to begin with" });
  expect(block.at(1).join("\n")).toContain("last failure");
  block.stats.listen({ type: "serviceLost", service: SERVICE, reason });
  const lines = block.at(1).join("\n");
  expect(lines).toMatch(/the service is away, waiting for it; last try .* ago: .*503/u);
  expect(lines).not.toContain("to begin with");
  block.stats.listen({ type: "serviceRecovered", service: SERVICE, outageMs: 1000 });
  expect(block.at(1).join("\n")).not.toContain("away");
});
