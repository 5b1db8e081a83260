import { describe, expect, test } from "vitest";
import { EventStream } from "../../../src/core/events/event-stream.ts";
import type { RunEvent } from "../../../src/core/events/run-event.ts";
import { sampleResult } from "../../support/samples/sample-result.ts";

const MANY = 5000;

const sliced = (index: number): RunEvent => ({
  type: "frameSliced",
  index,
  ptsSeconds: index / 25,
});
const settledFrame = (index: number): RunEvent => ({
  type: "frameSettled",
  result: sampleResult({ index }),
});
const warning: RunEvent = { type: "warningRaised", message: "odd" };

async function readAll(events: AsyncIterable<RunEvent>): Promise<RunEvent[]> {
  const all: RunEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("the event stream", () => {
  test("keeps nothing and holds nobody back without a reader", async () => {
    const tap = new EventStream();
    for (let index = 0; index < MANY; index += 1) tap.emit(settledFrame(index));
    await tap.ready();
    tap.end();
    expect(await readAll(tap.open())).toEqual([]);
  });

  test("hands out the events in their order, and ends after the last one", async () => {
    const tap = new EventStream();
    const all = readAll(tap.open());
    const events = [sliced(0), settledFrame(0), warning];
    for (const event of events) {
      tap.emit(event);
      await nextTurn();
    }
    tap.end();
    expect(await all).toEqual(events);
  });

  test("leaves out single steps behind a slow reader, but nothing else", async () => {
    const tap = new EventStream();
    const events = tap.open();
    for (let index = 0; index < MANY; index += 1) tap.emit(sliced(index));
    for (let index = 0; index < 100; index += 1) tap.emit(settledFrame(index));
    tap.emit(warning);
    tap.emit({ type: "serviceLost", service: "http://127.0.0.1/", reason: "away" });
    tap.emit({ type: "serviceRecovered", service: "http://127.0.0.1/", outageMs: 1 });
    tap.end();
    const all = await readAll(events);
    const count = (type: RunEvent["type"]): number =>
      all.filter((event) => event.type === type).length;
    expect([count("frameSettled"), count("warningRaised")]).toEqual([100, 1]);
    expect([count("serviceLost"), count("serviceRecovered")]).toEqual([1, 1]);
    expect(count("frameSliced")).toBeGreaterThan(0);
    expect(count("frameSliced")).toBeLessThan(MANY);
  });

  test("holds the run back until a slow reader has caught up", async () => {
    const tap = new EventStream();
    const events = tap.open();
    for (let index = 0; index < MANY; index += 1) tap.emit(sliced(index));
    let hasRoom = false;
    const room = tap.ready().then(() => (hasRoom = true));
    await nextTurn();
    expect(hasRoom).toBe(false);
    await events.next();
    await room;
    await events.return();
  });

  test("lets the run go on when its reader leaves, and keeps nothing for it", async () => {
    const tap = new EventStream();
    const events = tap.open();
    tap.emit(sliced(0));
    await events.next();
    for (let index = 0; index < MANY; index += 1) tap.emit(sliced(index));
    const room = tap.ready();
    await events.return();
    await room;
    tap.emit(warning);
    await tap.ready();
  });

  test("lets the run go on when its reader leaves before its first event, too", async () => {
    const tap = new EventStream();
    const events = tap.open();
    await events.return();
    for (let index = 0; index < MANY; index += 1) tap.emit(sliced(index));
    let hasRoom = false;
    void tap.ready().then(() => (hasRoom = true));
    await nextTurn();
    expect(hasRoom).toBe(true);
  });
});
