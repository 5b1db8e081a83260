import { expect, test } from "vitest";
import type { SendResult } from "../../src/submitter/send-result.ts";
import type { Answer } from "../support/services/collector.ts";
import { AWAY, carriedBy, framesUpTo, REFUSED, scriptedFleet, TAKEN } from "./scripted-fleet.ts";
import { type Run, runAgainst, SERVICE } from "../support/stages/submitter-run.ts";

const PLAIN = { concurrency: 1, count: 40 };
const failedOf = ({ results }: Run): number =>
  results.filter(({ outcome }) => outcome === "failed").length;
const warnings = (run: Run): string[] =>
  run.eventsOf("warningRaised").map(({ message }) => message);

test.each([400, 401, 403, 404, 405, 415, 422, 301])(
  "a service whose first 20 answers are all %i ends the run, and the rest stays pending",
  async (status) => {
    const { run, requestCount } = await runAgainst(() => ({ status }), PLAIN);
    const reason = `each of the first 20 answers of ${SERVICE} was ${status}`;
    expect(await run.ended).toEqual({ cause: "sameRejection", reason });
    expect(run.eventsOf("sendingStopped")).toEqual([
      { type: "sendingStopped", cause: "sameRejection", reason },
    ]);
    expect([requestCount, failedOf(run), run.results.length]).toEqual([20, 20, 20]);
  },
);

test("a stop at the same rejection finishes what is in flight, and sends nothing more", async () => {
  const { run, requestCount } = await runAgainst(() => ({ status: 404 }), {
    ...{ concurrency: 8, count: 60 },
  });
  expect(await run.ended).toMatchObject({ cause: "sameRejection" });
  expect(requestCount).toBe(run.results.length);
  expect(requestCount).toBeGreaterThanOrEqual(20);
  expect(requestCount).toBeLessThan(20 + 8);
});

test.each<[string, (number: number) => Answer, number]>([
  ["one success among them", (number) => ({ status: number === 7 ? 200 : 404 }), 39],
  ["one success before them", (number) => ({ status: number === 0 ? 200 : 404 }), 39],
  ["two refusals in turn", (number) => ({ status: number % 2 === 0 ? 404 : 405 }), 40],
])("a mix of answers never ends the run: %s", async (_, answer, failed) => {
  const { run } = await runAgainst((_request, number) => answer(number), PLAIN);
  expect(await run.ended).toBeNull();
  expect([failedOf(run), run.results.length]).toEqual([failed, 40]);
});

test("a service that is busy at first is not taken to have answered", async () => {
  const { run, requestCount } = await runAgainst(
    (_request, number) => ({ status: number < 3 ? 503 : 404 }),
    PLAIN,
  );
  expect(await run.ended).toMatchObject({ cause: "sameRejection" });
  expect(requestCount).toBe(23);
});

test("a run of fewer frames than 20 comes to its end, each failed", async () => {
  const { run } = await runAgainst(() => ({ status: 404 }), { concurrency: 4, count: 19 });
  expect(await run.ended).toBeNull();
  expect(failedOf(run)).toBe(19);
});

test("the same rejection leaves the end to --max-failures where that is given, and is reported once", async () => {
  const { run } = await runAgainst(() => ({ status: 404 }), { ...PLAIN, maxFailures: "100%" });
  expect(await run.ended).toBeNull();
  expect(failedOf(run)).toBe(40);
  expect(warnings(run)).toEqual([
    `each of the first 20 answers of ${SERVICE} was 404: check the path of \`to\`, and \`model\` if one is named`,
  ]);
});

test("the one of several services that rejects everything is left out, and the others get its frames", async () => {
  const fleet = scriptedFleet({
    wrong: { say: () => REFUSED },
    right: { say: () => TAKEN, workMs: 1000 },
  });
  const run = await carriedBy(fleet, framesUpTo(400));
  expect(await run.ended).toBeNull();
  expect(run.results.filter(({ outcome }) => outcome === "delivered")).toHaveLength(400);
  const [warning, ...more] = warnings(run);
  expect(warning).toMatch(/first 20 answers of wrong was 422, and it gets no more frames/u);
  expect(more).toEqual([]);
  expect(fleet.seen.wrong.timesMs.length).toBeLessThan(20 + 4);
});

test("several services that all reject everything end the run", async () => {
  const fleet = scriptedFleet({ one: { say: () => REFUSED }, other: { say: () => REFUSED } });
  const run = await carriedBy(fleet, framesUpTo(200));
  expect(await run.ended).toEqual({
    cause: "sameRejection",
    reason: expect.stringMatching(/answers of one was 422, .*answers of other was 422/u) as string,
  });
  expect(run.results.length).toBeLessThan(60);
});

test("a service that rejects everything beside one that was never reached ends the run", async () => {
  const fleet = scriptedFleet({ wrong: { say: () => REFUSED }, away: { say: () => AWAY } });
  const run = await carriedBy(fleet, framesUpTo(200));
  expect(await run.ended).toMatchObject({ cause: "sameRejection" });
});

test("a frame waits for the only good service while it is away, and does not fail at the other", async () => {
  let awayUntilMs = Number.POSITIVE_INFINITY;
  let wrongCount = 0;
  const wrong = (): SendResult => {
    wrongCount += 1;
    return REFUSED;
  };
  const right = (_: unknown, nowMs: number): SendResult => {
    if (wrongCount < 20) return TAKEN;
    if (awayUntilMs === Number.POSITIVE_INFINITY) awayUntilMs = nowMs + 60_000;
    return nowMs < awayUntilMs ? AWAY : TAKEN;
  };
  const fleet = scriptedFleet({ wrong: { say: wrong }, right: { say: right, workMs: 1000 } });
  const run = await carriedBy(fleet, framesUpTo(400));
  expect(fleet.clock.nowMs()).toBeGreaterThan(60_000);
  expect(run.results.filter(({ outcome }) => outcome === "delivered")).toHaveLength(400);
});
