import { expect, test } from "vitest";
import { runVideo } from "../../../src/index.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { fixtureVideoPath } from "../../support/videos/decoded-video.ts";
import { startOracle } from "../oracle/start-oracle.ts";
import { carryFixture } from "./carried-run.ts";

const CONCURRENCY = 4;

test("P18: Retry-After holds back the whole service, and not only the frame that was turned away", async () => {
  await using oracle = await startOracle([
    {
      name: "overload",
      when: { every: 20, atMost: 1 },
      action: { kind: "answer", status: 429, retryAfter: "2" },
    },
    { name: "usual", action: { kind: "delay", delayMs: 30 } },
  ]);
  const { exchanges, summary } = await carryFixture(oracle, { concurrency: CONCURRENCY });
  expect((await oracle.counts()).fired["overload"]).toBe(1);
  expect(summary).toMatchObject({ delivered: 100, failed: 0 });
  const turnedAwayMs = exchanges.find(({ status }) => status === 429)?.arrivedAtMs ?? 0;
  const meanwhile = exchanges.filter(
    ({ arrivedAtMs }) => arrivedAtMs > turnedAwayMs && arrivedAtMs < turnedAwayMs + 1900,
  );
  // What was on its way when the answer came, and what started before it was read.
  expect(meanwhile.length).toBeLessThanOrEqual(2 * CONCURRENCY);
});

test("P18: a hostile Retry-After raises a warning", async () => {
  await using folder = await temporaryFolder();
  await using oracle = await startOracle([
    { name: "hostile", action: { kind: "answer", status: 429, retryAfter: "1000000000" } },
  ]);
  const to = oracle.url;
  const options = { to, every: 100, state: folder.path };
  const warnings: string[] = [];
  for await (const event of runVideo({ video: fixtureVideoPath("cfr.mp4"), ...options })) {
    if (event.type !== "warningRaised") continue;
    warnings.push(event.message);
    break;
  }
  expect((await oracle.counts()).fired["hostile"]).toBeGreaterThan(0);
  expect(warnings.join("\n")).toMatch(/retry-after/iu);
});
