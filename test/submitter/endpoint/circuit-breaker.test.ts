import { describe, expect, test } from "vitest";
import type { RunEvent } from "../../../src/core/events/run-event.ts";
import type { Health } from "../../../src/submitter/faults.ts";
import { type Permit, CircuitBreaker } from "../../../src/submitter/endpoint/circuit-breaker.ts";
import { PermitQueue } from "../../../src/submitter/endpoint/permit-queue.ts";
import { FakeClock } from "../../support/clock/fake-clock.ts";
import { SERVICE } from "../../support/stages/submitter-run.ts";

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function gateOn(clock: FakeClock, maxOutageMs: number | null = null) {
  const events: RunEvent[] = [];
  const gaveUp: string[] = [];
  const gate = new CircuitBreaker({
    service: SERVICE,
    consecutiveFailures: 3,
    maxOutageMs,
    clock,
    random: () => 0.5,
    emit: (event) => events.push(event),
    onGiveUp: (reason) => gaveUp.push(reason),
  });
  const queue = new PermitQueue(gate, clock);
  const note = (
    pass: Permit | null,
    health: Health,
    { isTelling = true, isThrottled = false } = {},
  ): void => {
    const signs = { isThrottled, isUnreachable: false };
    const observation = { health, reason: "why", startedMs: clock.nowMs(), ...signs };
    const hasTurned = gate.observe(pass ?? -1, { ...observation, isTelling });
    if (hasTurned) queue.wake();
  };
  const lose = (): void => {
    const passes = [queue.tryAcquire(), queue.tryAcquire(), queue.tryAcquire()];
    for (const pass of passes) note(pass, "unhealthy");
  };
  return { gate, queue, events, gaveUp, note, lose };
}

/** Waits for the next probe, and brings its pass. */
async function probe(clock: FakeClock, queue: PermitQueue): Promise<Permit | null> {
  const admitted = queue.acquire();
  await nextTurn();
  clock.advanceToNext();
  return await admitted;
}

/** Somebody who waits at the gate. */
function waiter(queue: PermitQueue) {
  const seen: { pass: Permit | null | undefined } = { pass: undefined };
  void queue.acquire().then((pass) => (seen.pass = pass));
  return seen;
}

describe("the gate before the service", () => {
  test("stands open while the service is well, and while single requests fail", () => {
    const { gate, note, events, queue } = gateOn(new FakeClock());
    for (const health of [
      "healthy",
      "unhealthy",
      "unhealthy",
      "healthy",
      "unhealthy",
      "unhealthy",
      "unknown",
    ] as const) {
      expect(queue.tryAcquire()).toBe(0);
      note(queue.tryAcquire(), health);
    }
    expect(gate.isOutage).toBe(false);
    expect(events).toEqual([]);
  });

  test("gives a permit at once where it can, as its probe where that is due", async () => {
    const clock = new FakeClock();
    const { gate, lose, note } = gateOn(clock);
    expect([gate.tryAcquire(), gate.tryAcquire(), gate.waitMs]).toEqual([0, 0, 0]);
    lose();
    expect(gate.tryAcquire()).toBeNull();
    clock.advance(gate.waitMs ?? 0);
    const pass = gate.tryAcquire();
    expect([pass, gate.tryAcquire(), gate.waitMs]).toEqual([1, null, null]);
    note(pass, "healthy");
    expect([gate.tryAcquire(), gate.isOutage]).toEqual([2, false]);
    gate.hold(500);
    expect([gate.tryAcquire(), gate.waitMs]).toEqual([null, 500]);
  });

  test("shuts after so many signs of an outage in a row", () => {
    const { gate, lose, note, queue } = gateOn(new FakeClock());
    const straggler = queue.tryAcquire();
    lose();
    note(straggler, "unhealthy");
    expect([gate.isOutage, queue.tryAcquire()]).toEqual([true, null]);
  });

  test("says once that the service is away, when three probes have failed, and that it is back", async () => {
    const clock = new FakeClock();
    const { lose, note, events, queue } = gateOn(clock);
    clock.advance(1000);
    lose();
    for (const told of [0, 0, 1, 1, 1]) {
      note(await probe(clock, queue), "unhealthy");
      expect(events).toHaveLength(told);
    }
    note(await probe(clock, queue), "healthy");
    expect(events).toEqual([
      { type: "serviceLost", service: SERVICE, reason: "why" },
      { type: "serviceRecovered", service: SERVICE, outageMs: Math.round(clock.nowMs() - 1000) },
    ]);
  });

  test("says nothing of an outage that the next probe ends", async () => {
    const clock = new FakeClock();
    const { gate, lose, note, events, queue } = gateOn(clock);
    lose();
    note(await probe(clock, queue), "healthy");
    expect(gate.isOutage).toBe(false);
    expect(events).toEqual([]);
  });

  test("lets one probe out when it is due, and all when that is answered", async () => {
    const clock = new FakeClock();
    const { gate, lose, note, queue } = gateOn(clock);
    lose();
    const waiters = [waiter(queue), waiter(queue), waiter(queue)];
    await nextTurn();
    expect(waiters.map(({ pass }) => pass)).toEqual([undefined, undefined, undefined]);
    clock.advanceToNext();
    await nextTurn();
    expect(waiters.map(({ pass }) => pass)).toEqual([1, undefined, undefined]);
    clock.advance(60_000);
    await nextTurn();
    expect(waiters.map(({ pass }) => pass)).toEqual([1, undefined, undefined]);
    note(1, "healthy");
    await nextTurn();
    expect(waiters.map(({ pass }) => pass)).toEqual([1, 2, 2]);
    expect([gate.isOutage, queue.tryAcquire()]).toEqual([false, 2]);
  });

  test("lets the next probe out after a failed one, five seconds later at most", async () => {
    const clock = new FakeClock();
    const { lose, note, events, queue } = gateOn(clock);
    lose();
    for (let count = 0; count < 12; count += 1) {
      const next = waiter(queue);
      await nextTurn();
      const waitMs = (clock.nextDueMs ?? Infinity) - clock.nowMs();
      expect(waitMs).toBeGreaterThan(0);
      expect(waitMs).toBeLessThanOrEqual(5000);
      clock.advanceToNext();
      await nextTurn();
      note(next.pass ?? null, "unhealthy");
    }
    expect(events).toHaveLength(1);
  });

  test("opens for a good answer that comes after it was shut, whenever its request went out", () => {
    const { gate, lose, note, queue } = gateOn(new FakeClock());
    const straggler = queue.tryAcquire();
    lose();
    note(straggler, "healthy");
    expect([gate.isOutage, queue.tryAcquire()]).toEqual([false, 2]);
  });

  test("begins no pace by a late answer, for the service may have gone away since that was sent", async () => {
    const clock = new FakeClock();
    const { gate, note, queue } = gateOn(clock);
    const stragglers = [queue.tryAcquire(), queue.tryAcquire()];
    const throttle = (): void => {
      for (const pass of [queue.tryAcquire(), queue.tryAcquire(), queue.tryAcquire()])
        note(pass, "unhealthy", { isThrottled: true });
    };
    throttle();
    note(stragglers[0] ?? null, "healthy");
    expect([gate.isOutage, gate.isOneByOne, gate.waitMs]).toEqual([false, false, 0]);
    throttle();
    // One that comes while a probe is under way is no answer to that.
    const probing = await probe(clock, queue);
    note(stragglers[1] ?? null, "healthy");
    expect([gate.isOutage, gate.isOneByOne, gate.waitMs]).toEqual([false, false, 0]);
    note(probing, "unhealthy", { isThrottled: true });
    throttle();
    // The service throttles what comes faster: that is what an answer to a probe shows.
    note(await probe(clock, queue), "healthy");
    expect([gate.isOutage, gate.isOneByOne]).toEqual([false, true]);
  });

  test("keeps no pace after a long outage, though a short one before it looked like throttling", async () => {
    const clock = new FakeClock();
    const { gate, note, queue } = gateOn(clock);
    const throttled = (pass: Permit | null): void => note(pass, "unhealthy", { isThrottled: true });
    for (const pass of [queue.tryAcquire(), queue.tryAcquire(), queue.tryAcquire()])
      throttled(pass);
    note(await probe(clock, queue), "healthy");
    expect([gate.isOutage, gate.isOneByOne]).toEqual([false, true]);
    // Every frame that the pace lets out is throttled, until the breaker opens; and then every probe.
    for (let count = 0; count < 8; count += 1) throttled(await probe(clock, queue));
    expect(gate.isOutage).toBe(true);
    note(await probe(clock, queue), "healthy");
    expect([gate.isOutage, gate.isOneByOne, gate.waitMs]).toEqual([false, false, 0]);
  });

  test("learns nothing new from failures of what was sent before its end", async () => {
    const clock = new FakeClock();
    const { gate, lose, note, queue } = gateOn(clock);
    const stragglers = [queue.tryAcquire(), queue.tryAcquire(), queue.tryAcquire()];
    lose();
    note(await probe(clock, queue), "healthy");
    for (const straggler of stragglers) note(straggler, "unhealthy");
    expect(gate.isOutage).toBe(false);
  });

  test("takes the next waiter at once when a probe was inconclusive", async () => {
    const clock = new FakeClock();
    const { lose, note, queue } = gateOn(clock);
    lose();
    const waiters = [waiter(queue), waiter(queue)];
    await nextTurn();
    clock.advanceToNext();
    await nextTurn();
    note(waiters[0]?.pass ?? null, "unknown");
    await nextTurn();
    expect(waiters[1]?.pass).toBe(1);
  });

  test("does not shut for frames that may be the cause themselves", () => {
    const { gate, note, queue } = gateOn(new FakeClock());
    for (let count = 0; count < 50; count += 1)
      note(queue.tryAcquire(), "unhealthy", { isTelling: false });
    expect(gate.isOutage).toBe(false);
  });

  test("holds everything back for as long as the service asks, and the longest request counts", async () => {
    const clock = new FakeClock();
    const { gate, queue } = gateOn(clock);
    gate.hold(5000);
    gate.hold(1000);
    const held = waiter(queue);
    clock.advance(4999);
    await nextTurn();
    expect([queue.tryAcquire(), held.pass, gate.holdLeftMs]).toEqual([null, undefined, 1]);
    clock.advance(1);
    await nextTurn();
    expect([queue.tryAcquire(), held.pass]).toEqual([0, 0]);
  });

  test("does not probe before the pause is over that the service asks for", async () => {
    const clock = new FakeClock();
    const { gate, lose, queue } = gateOn(clock);
    lose();
    gate.hold(30_000);
    const held = waiter(queue);
    clock.advance(29_999);
    await nextTurn();
    expect(held.pass).toBeUndefined();
    clock.advance(1);
    await nextTurn();
    expect(held.pass).toBe(1);
  });

  test("sends waiters away when it is disposed, and those who come later", async () => {
    const clock = new FakeClock();
    const { gate, lose, queue } = gateOn(clock, 60_000);
    lose();
    const waiters = [waiter(queue), waiter(queue)];
    await nextTurn();
    queue.close();
    gate.close();
    waiters.push(waiter(queue));
    await nextTurn();
    expect(waiters.map(({ pass }) => pass)).toEqual([null, null, null]);
    await nextTurn();
    expect(clock.nextDueMs).toBeNull();
  });
});

describe("giving up on a service", () => {
  test("happens once, when no good answer came for so long since the first failure", async () => {
    const clock = new FakeClock();
    const { lose, gaveUp } = gateOn(clock, 600_000);
    clock.advance(1000);
    lose();
    clock.advance(599_999);
    await nextTurn();
    expect(gaveUp).toEqual([]);
    clock.advance(1);
    await nextTurn();
    clock.advance(600_000);
    await nextTurn();
    expect(gaveUp).toEqual(["why"]);
  });

  test("does not happen when the service comes back before, and an hour later is away again", async () => {
    const clock = new FakeClock();
    const { lose, note, gaveUp, queue } = gateOn(clock, 60_000);
    lose();
    clock.advance(59_000);
    note(await queue.acquire(), "healthy");
    clock.advance(3_600_000);
    lose();
    clock.advance(59_999);
    await nextTurn();
    expect(gaveUp).toEqual([]);
  });

  test("can be a month away, which is longer than a timer of Node can be", async () => {
    const clock = new FakeClock();
    const { lose, gaveUp } = gateOn(clock, 31 * 86_400_000);
    lose();
    await nextTurn();
    for (let day = 0; day < 30; day += 1) {
      expect((clock.nextDueMs ?? Infinity) - clock.nowMs()).toBeLessThan(2 ** 31);
      clock.advance(86_400_000);
      await nextTurn();
    }
    expect(gaveUp).toEqual([]);
    clock.advance(86_400_000);
    await nextTurn();
    expect(gaveUp).toEqual(["why"]);
  });
});
