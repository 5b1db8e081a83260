import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { RunningSite } from "../../support/program/running-site.ts";
import { type Collector, startCollector } from "../../support/services/collector.ts";

let site: RunningSite;
let away: Collector;
let hanging: Collector;
let isAway: boolean;
beforeEach(async () => {
  isAway = true;
  site = await RunningSite.open();
  away = await startCollector({ answer: () => (isAway ? { status: 503 } : {}) });
  hanging = await startCollector({ answer: async () => await sleep(600_000, {}, { ref: false }) });
});
afterEach(async () => {
  await site[Symbol.asyncDispose]();
  await away[Symbol.asyncDispose]();
  await hanging[Symbol.asyncDispose]();
});

test("a service that is away or hangs holds up neither the other service of a source nor other sources", async () => {
  site.write(`services:
  good: { to: ${site.service.url} }
  away: { to: ${away.url} }
  hanging: { to: ${hanging.url}, timeout: 10m }
sources:
  gate: { watch: gate, service: [good, away] }
  dump: { watch: dump, service: hanging }
  yard: { watch: yard, service: good }
`);
  const names = Array.from({ length: 40 }, (_, index) => `${10 + index}.jpg`);
  for (const name of names) site.land(`gate/${name}`, `dump/${name}`, `yard/${name}`);
  const run = site.start("up", "--json");
  const expected = ["gate", "yard"].flatMap((folder) => names.map((name) => `${folder}/${name}`));
  await expect.poll(() => site.arrived.length).toBe(80);
  expect(site.arrived).toEqual(expected);
  await expect.poll(async () => (await site.states())["gate/away"]).toBe("no service");
  const { sources, services } = await site.status();
  const pending = Object.fromEntries(sources.map(({ name, pending: count }) => [name, count]));
  expect(pending).toMatchObject({ "gate/good": 0, "gate/away": 40, yard: 0 });
  expect(pending["dump"]).toBeGreaterThan(0);
  expect(Object.fromEntries(services.map(({ service, state }) => [service, state]))).toEqual({
    [`${site.service.url}/`]: "answers",
    [`${away.url}/`]: "away",
    [`${hanging.url}/`]: "silent",
  });
  isAway = false;
  await expect
    .poll(async () => (await site.status()).sources.map(({ delivered }) => delivered))
    .toEqual([40, 40, 0, 40]);
  await site.ask("/pause", { names: ["dump"] });
  run.process.kill("SIGTERM");
  await sleep(200);
  const { stdout } = await run.stop("SIGTERM");
  expect(JSON.parse(stdout)).toMatchObject({ delivered: 120, failed: 0 });
});
