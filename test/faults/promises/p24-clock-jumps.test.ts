import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { RunSummary } from "../../../src/index.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { type CommandRun, startCommand } from "../../support/program/command-run.ts";
import { FrameMaker, type LandedImage } from "../../support/frames/frame-maker.ts";
import type { Exchange } from "../oracle/exchange.ts";
import type { OracleFault } from "../oracle/oracle-fault.ts";
import { type Oracle, startOracle } from "../oracle/start-oracle.ts";
import { preloaded } from "../../support/program/preloaded.ts";
import { parseJsonLines } from "../../support/files/json-lines.ts";

const HOUR_MS = 3_600_000;
const FRAMES_EACH = 4;
const FAILURES = 4;
const BROKEN: OracleFault = {
  name: "broken",
  when: { atMostPerFrame: FAILURES },
  action: { kind: "answer", status: 500 },
};
const HELD: OracleFault = {
  name: "held",
  when: { atMost: 1 },
  action: { kind: "answer", status: 503, retryAfter: "3" },
};

/** A line of the log, as far as it matters here. */
interface LogLine {
  /** By the program's wall clock, in milliseconds since 1970. */
  readonly time: number;
  readonly event: string;
  readonly frame?: string;
  readonly attempt?: number;
  readonly retryInMs?: number | null;
}

/** Until frames wait for their next attempt. */
async function someFail(oracle: Oracle, count: number): Promise<void> {
  const requests = async (): Promise<number> => (await oracle.counts()).requests;
  await expect.poll(requests).toBeGreaterThanOrEqual(count);
}

/** Has a frame asked to wait for three seconds, in which the clock jumps, too. */
async function jumpWhileHeld(
  oracle: Oracle,
  run: CommandRun,
  land: (count: number) => Promise<void>,
): Promise<void> {
  await oracle.setFaults([HELD]);
  await land(1);
  const held = async (): Promise<number> => (await oracle.counts()).fired["held"] ?? 0;
  await expect.poll(held).toBe(1);
  run.process.kill("SIGUSR2");
  await land(FRAMES_EACH);
}

test.skipIf(process.platform === "win32")(
  "P24: a wall clock that jumps by hours and years while retries wait cuts no pause short, and makes none longer",
  async () => {
    await using home = await temporaryFolder();
    await using oracle = await startOracle([BROKEN]);
    const [maker, incoming] = [await FrameMaker.make(), join(home.path, "in")];
    const landed: LandedImage[] = [];
    const land = async (count: number): Promise<void> => {
      const options = { count, from: landed.length, isAtomic: true };
      landed.push(...(await maker.writeFiles(incoming, options)));
    };
    await land(FRAMES_EACH);
    const words = ["watch", incoming, "--to", oracle.url, "--retries", "20", "--json", "-vv"];
    const environment = preloaded("jumping-clock.ts", {});
    await using run = startCommand([...words, "--log-format", "json"], home.path, environment);
    await someFail(oracle, FRAMES_EACH);
    for (let jump = 0; jump < 2; jump += 1) {
      run.process.kill("SIGUSR2");
      await land(FRAMES_EACH);
      await sleep(500);
    }
    const confirmed = async (): Promise<number> => (await oracle.counts()).confirmedImages;
    await expect.poll(confirmed).toBe(landed.length);
    await jumpWhileHeld(oracle, run, land);
    await expect.poll(confirmed).toBe(landed.length);
    run.process.kill("SIGTERM");
    const { exitCode, stdout, stderr } = await run.ended;

    expect(exitCode).toBe(0);
    const { delivered, failed } = JSON.parse(stdout) as RunSummary;
    expect([delivered, failed]).toEqual([landed.length, 0]);
    const log = parseJsonLines<LogLine>(stderr);
    expectJumps(log);
    const exchanges = await oracle.exchanges();
    expectPauses(log, exchanges);
    const heldAt = exchanges.findIndex(({ fault }) => fault === "held");
    const gapMs =
      (exchanges.find(({ status }, at) => at > heldAt && status === 200)?.arrivedAtMs ?? 0) -
      (exchanges[heldAt]?.arrivedAtMs ?? 0);
    expect(gapMs).toBeGreaterThan(2990);
  },
);

/** The program saw its clock go back, forth and far ahead. */
function expectJumps(log: readonly LogLine[]): void {
  const steps = log.slice(1).map(({ time }, at) => time - (log[at]?.time ?? 0));
  expect(Math.min(...steps)).toBeLessThan(-0.9 * HOUR_MS);
  expect(steps.filter((step) => step > 1.9 * HOUR_MS && step < 3 * HOUR_MS)).toHaveLength(1);
  expect(Math.max(...steps)).toBeGreaterThan(9 * 365 * 24 * HOUR_MS);
}

/** Each attempt came after the pause that was announced for it, by a clock that does not jump. */
function expectPauses(log: readonly LogLine[], exchanges: readonly Exchange[]): void {
  const attempts = Map.groupBy(exchanges, ({ fileName }) => fileName);
  let pauses = 0;
  for (const { event, frame = "", attempt = 0, retryInMs = null } of log) {
    if (event !== "requestEnded" || retryInMs === null) continue;
    const [one, next] = (attempts.get(frame) ?? []).slice(attempt - 1);
    const gapMs = (next?.arrivedAtMs ?? 0) - (one?.arrivedAtMs ?? 0);
    expect(gapMs).toBeGreaterThanOrEqual(retryInMs - 2);
    pauses += 1;
  }
  expect(pauses).toBeGreaterThanOrEqual(3 * FRAMES_EACH * FAILURES);
}
