import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Frame } from "../../../src/core/frame/frame.ts";
import type { RunSummary } from "../../../src/index.ts";
import { HttpSubmitter } from "../../../src/submitter/dispatch/http-submitter.ts";
import type { SendContext, Sender, SendResult } from "../../../src/submitter/send-result.ts";
import { sampleFrame } from "../../support/samples/sample-frame.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { FakeClock } from "../../support/clock/fake-clock.ts";
import { Run } from "../../support/stages/submitter-run.ts";
import { resultLines } from "../../support/results/result-lines.ts";
import { runCommand } from "../../support/program/command-run.ts";
import { FrameMaker, type LandedImage } from "../../support/frames/frame-maker.ts";
import { judge } from "../judge/judge.ts";
import type { OracleFault } from "../oracle/oracle-fault.ts";
import { startOracle } from "../oracle/start-oracle.ts";

const FRAMES = 1200;
const ONE_IN = 100;
const STATUSES = [400, 413, 422] as const;

/** Every hundredth image is refused, each time that it is sent. */
function poisonIn(landed: readonly LandedImage[]): readonly OracleFault[] {
  const poison = landed.filter((_, index) => index % ONE_IN === 7);
  return STATUSES.map((status, place) => ({
    name: `${status}`,
    when: { digests: poison.filter((_, at) => at % 3 === place).map(({ digest }) => digest) },
    action: { kind: "answer", status, body: { error: `no picture ${status}` } },
  }));
}

test("P20: each poison frame in a folder with one in a hundred is sent once and fails, and all else is delivered", async () => {
  await using home = await temporaryFolder();
  await using oracle = await startOracle();
  const incoming = join(home.path, "in");
  const landed = await (await FrameMaker.make()).writeFiles(incoming, { count: FRAMES });
  await oracle.setFaults(poisonIn(landed));
  const words = ["send", incoming, "--to", oracle.url, "-c", "4", "--json", "-q"];
  const { exitCode, stdout } = await runCommand(words, home.path);

  const each = FRAMES / ONE_IN / STATUSES.length;
  const { fired, requests } = await oracle.counts();
  expect(fired).toEqual({ 400: each, 413: each, 422: each });
  expect(requests).toBe(FRAMES);
  const summary = JSON.parse(stdout) as RunSummary;
  expect([exitCode, summary.delivered, summary.failed]).toEqual([3, FRAMES - 12, 12]);
  const results = await resultLines(summary.results);
  const client = results.map(({ frame, outcome, reason }) => ({ path: frame, outcome, reason }));
  const exchanges = await oracle.exchanges();
  expect(judge({ landed, client, exchanges, freshFrameMs: null }).problems).toEqual([]);
  const parked = await runCommand(["failures", incoming, "--json"], home.path);
  expect(JSON.parse(parked.stdout)).toMatchObject({
    jobs: [
      {
        failed: 12,
        reasons: STATUSES.map((status) => ({
          status,
          count: each,
          reason: `the service answered ${status}: {"error":"no picture ${status}"}`,
        })),
      },
    ],
  });
});

/** A service that takes 20 ms of simulated time for every frame, and refuses some. */
class Simulated implements Sender {
  lastDeliveryMs = 0;
  readonly #clock: FakeClock;
  readonly #isPoison: (frame: Frame) => boolean;

  constructor(clock: FakeClock, isPoison: (frame: Frame) => boolean) {
    this.#clock = clock;
    this.#isPoison = isPoison;
  }

  async send(frame: Frame, { signal }: SendContext): Promise<SendResult> {
    await this.#clock.sleep(20, signal);
    if (this.#isPoison(frame)) {
      const verdict = { kind: "rejected", status: 422, response: null, reason: "no" } as const;
      return { verdict, fault: null };
    }
    this.lastDeliveryMs = this.#clock.nowMs();
    return { verdict: { kind: "accepted", status: 200, response: null }, fault: null };
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

const LIMITS = { concurrency: 4, maxConcurrency: 256 };

/** Frames delivered per second of simulated time. */
async function pace(isPoison: (frame: Frame) => boolean): Promise<number> {
  const clock = new FakeClock();
  const sender = new Simulated(clock, isPoison);
  const options = { ...LIMITS, retries: 4, maxOutageMs: null, maxFailures: null };
  const frames = Array.from({ length: FRAMES }, (_, index) => sampleFrame({ index }));
  const run = new Run(
    new HttpSubmitter([{ service: "simulated", sender }], options, clock, Math.random),
    frames,
  );
  const progress = { isOver: false };
  const end = (): boolean => (progress.isOver = true);
  void run.ended.then(end, end);
  while (!progress.isOver) {
    // Whatever can go on does so before time does.
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    clock.advanceToNext();
  }
  await run.ended;
  const delivered = run.results.filter(({ outcome }) => outcome === "delivered").length;
  return (1000 * delivered) / sender.lastDeliveryMs;
}

describe("P20: in simulated time, one poison frame in a hundred", () => {
  test("leaves the others at least 95 % of their pace", async () => {
    const usual = await pace(() => false);
    expect(usual).toBeCloseTo(200);
    const beside = await pace(({ index }) => (index ?? 0) % ONE_IN === 7);
    expect(beside).toBeLessThan(usual);
    expect(beside / usual).toBeGreaterThan(0.95);
  });
});
