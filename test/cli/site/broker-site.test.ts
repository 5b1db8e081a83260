import { existsSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openReadyNats } from "../../support/brokers/open-broker.ts";
import { NatsServer, hasNoNats } from "../../support/brokers/nats-server.ts";
import { RunningSite } from "../../support/program/running-site.ts";

let site: RunningSite;
let broker: NatsServer;
beforeEach(async () => {
  site = await RunningSite.open();
  broker = await NatsServer.start();
});
afterEach(async () => {
  await site[Symbol.asyncDispose]();
  await broker[Symbol.asyncDispose]();
});

/** A site whose frames go to a broker, and come back from it to a service. @param north options of the worker. */
function fileWith(north = ""): string {
  return `services:
  queue: { to: "${broker.url}" }
  detector: { to: "${site.service.url}" }
sources:
  dump: { watch: dump, service: queue, results: results.jsonl }
  north: { work: "${broker.url}", service: detector${north} }
`;
}

const namesOf = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from }, (_, index) => `${from + index}.jpg`);
const land = (from: number, to: number): void =>
  site.land(...namesOf(from, to).map((name) => `dump/${name}`));

/** Frames of the results so far, each as often as it has a line. */
function resultLines(): readonly { readonly frame: string; readonly outcome: string }[] {
  if (!existsSync(site.path("results.jsonl"))) return [];
  const text = readFileSync(site.path("results.jsonl"), "utf8");
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

describe.skipIf(hasNoNats)("a site with a broker as a service and as a source", () => {
  test("delivers over it, with one line for each frame, though it is away at the start, reloaded and drained", async () => {
    await (await openReadyNats(broker.url))[Symbol.asyncDispose]();
    await broker.kill();
    site.write(fileWith());
    land(0, 20);
    const run = site.start("up", "--json");
    await expect
      .poll(async () => await site.states(), { message: run.stderr })
      .toEqual({ dump: "no service", north: "waiting" });
    await broker.start();
    // Else it would wait for up to a minute.
    expect(await site.ask("/resume", { names: ["north"] })).toMatchObject({});
    await expect.poll(() => resultLines().length, { message: run.stderr }).toBe(20);
    land(20, 80);
    await expect.poll(() => resultLines().length).toBeGreaterThan(25);
    site.write(fileWith(", concurrency: 2"));
    expect(await site.ask("/reload")).toMatchObject({ change: { restarted: ["north"] } });
    land(80, 120);
    await expect.poll(() => resultLines().length, { message: run.stderr }).toBe(120);
    // A signal waits for no answer of those that are on their way.
    land(120, 160);
    await expect.poll(() => resultLines().length).toBeGreaterThan(120);
    expect((await run.stop("SIGTERM")).exitCode).toBe(0);
    const second = site.start("up", "--json");
    await expect.poll(() => resultLines().length, { message: second.stderr }).toBe(160);
    land(160, 200);
    await expect.poll(() => resultLines().length).toBeGreaterThan(160);
    await site.ask("/drain");
    const { exitCode, stdout } = await second.ended;
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ failed: 0, pending: 0 });
    const lines = resultLines();
    expect(lines.every(({ outcome }) => outcome === "delivered")).toBe(true);
    const frames = new Set(lines.map(({ frame }) => frame));
    expect(frames.size).toBe(lines.length);
    expect(site.service.requestCount).toBeGreaterThanOrEqual(frames.size);
  });
});
