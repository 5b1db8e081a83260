import { describe, expect, test } from "vitest";
import { startDemoService } from "../../src/demo/demo-service.ts";
import { flat, flatJpeg, healthOf, sendRaw } from "./demo-client.ts";
import { FakeClock } from "../support/clock/fake-clock.ts";

async function wakeAll(clock: FakeClock, count: number): Promise<void> {
  for (let woken = 0; woken < count; woken += 1) {
    await expect.poll(() => clock.asleep).toBeGreaterThan(0);
    clock.wakeOne();
  }
}

describe("--latency of the demo service", () => {
  test("delays every frame, and none when it is 0", async () => {
    const [slow, swift] = [new FakeClock(), new FakeClock()];
    await using slowService = await startDemoService({ latencyMs: 250, clock: slow });
    await using swiftService = await startDemoService({ clock: swift });
    const bytes = await flatJpeg("#336699");
    const replies = Promise.all([sendRaw(slowService.url, bytes), sendRaw(slowService.url, bytes)]);
    await wakeAll(slow, 2);
    expect((await replies).map((reply) => reply.status)).toEqual([200, 200]);
    expect(slow.sleepsMs).toEqual([250, 250]);
    expect((await sendRaw(swiftService.url, bytes)).status).toBe(200);
    expect(swift.sleepsMs).toEqual([]);
  });

  test("delays the answer with the real clock, too", async () => {
    await using service = await startDemoService({ latencyMs: 20 });
    expect((await sendRaw(service.url, await flatJpeg("#336699"))).status).toBe(200);
  });

  test("compares a frame with the one that arrived before, answered or not", async () => {
    const clock = new FakeClock();
    await using service = await startDemoService({ latencyMs: 1, clock });
    const first = sendRaw(service.url, await flat("#000000").png().toBuffer());
    await expect.poll(() => clock.asleep).toBe(1);
    const second = sendRaw(service.url, await flat("#ffffff").png().toBuffer());
    await expect.poll(() => clock.asleep).toBe(2);
    await wakeAll(clock, 2);
    expect((await first).body.differenceFromPrevious).toBeNull();
    expect((await second).body.differenceFromPrevious).toBe(255);
  });
});

describe("--capacity of the demo service", () => {
  test("limits how many frames are worked on at once; the others wait and are answered", async () => {
    const clock = new FakeClock();
    await using service = await startDemoService({ capacity: 2, latencyMs: 1, clock });
    const bytes = await flatJpeg("#336699");
    const replies = Promise.all(Array.from({ length: 7 }, () => sendRaw(service.url, bytes)));
    await expect.poll(() => clock.asleep).toBe(2);
    const full = { atWork: 2, waiting: 5, capacity: 2 };
    await expect.poll(async () => await healthOf(service.url)).toMatchObject(full);
    await wakeAll(clock, 7);
    expect((await replies).map((reply) => reply.status)).toEqual(
      Array.from({ length: 7 }, () => 200),
    );
    expect(clock.maxAsleep).toBe(2);
    expect(await healthOf(service.url)).toMatchObject({ atWork: 0, waiting: 0, framesSeen: 7 });
  });

  test("is unlimited by default: all frames are worked on at once", async () => {
    const clock = new FakeClock();
    await using service = await startDemoService({ latencyMs: 1, clock });
    const bytes = await flatJpeg("#336699");
    const replies = Promise.all(Array.from({ length: 7 }, () => sendRaw(service.url, bytes)));
    await expect.poll(() => clock.asleep).toBe(7);
    await wakeAll(clock, 7);
    await replies;
  });

  test("gives the turn and the place in the order of a client that leaves to the next one", async () => {
    const clock = new FakeClock();
    await using service = await startDemoService({ capacity: 1, latencyMs: 1, clock });
    const first = sendRaw(service.url, await flat("#000000").png().toBuffer());
    await expect.poll(() => clock.asleep).toBe(1);
    const leaving = new AbortController();
    const gray = await flat("#808080").png().toBuffer();
    const second = sendRaw(service.url, gray, { signal: leaving.signal });
    await expect.poll(async () => await healthOf(service.url)).toMatchObject({ waiting: 1 });
    leaving.abort();
    await expect(second).rejects.toThrow("aborted");
    await expect.poll(async () => await healthOf(service.url)).toMatchObject({ waiting: 0 });
    const third = sendRaw(service.url, await flat("#ffffff").png().toBuffer());
    await wakeAll(clock, 2);
    expect((await first).status).toBe(200);
    expect((await third).body.differenceFromPrevious).toBe(255);
  });

  test("gets its slot back from a client that leaves while its frame is worked on", async () => {
    const clock = new FakeClock();
    await using service = await startDemoService({ capacity: 1, latencyMs: 1, clock });
    const leaving = new AbortController();
    const bytes = await flatJpeg("#336699");
    const left = sendRaw(service.url, bytes, { signal: leaving.signal });
    await expect.poll(() => clock.asleep).toBe(1);
    leaving.abort();
    await expect(left).rejects.toThrow("aborted");
    const next = sendRaw(service.url, bytes);
    await expect.poll(() => clock.sleepsMs).toHaveLength(2);
    clock.wakeOne();
    expect((await next).status).toBe(200);
  });
});

describe("--fail-rate of the demo service", () => {
  test("fails every upload with 500 and a reason at 1, and none at 0", async () => {
    await using failing = await startDemoService({ failRate: 1 });
    await using sound = await startDemoService({ failRate: 0, random: () => 0 });
    const bytes = await flatJpeg("#336699");
    for (let sent = 0; sent < 5; sent += 1) {
      const failed = await sendRaw(failing.url, bytes);
      expect(failed.status).toBe(500);
      expect(failed.body.error).toContain("on purpose");
      expect((await sendRaw(sound.url, bytes)).status).toBe(200);
    }
    expect([failing.framesSeen, sound.framesSeen]).toEqual([5, 5]);
  });

  test("leaves it to chance in between, once per upload, and a failed frame has no successor", async () => {
    const chances = [0.31, 0.29, 0.3];
    await using service = await startDemoService({ failRate: 0.3, random: () => chances.shift()! });
    const replies = [];
    for (const color of ["#000000", "#808080", "#ffffff"]) {
      replies.push(await sendRaw(service.url, await flat(color).png().toBuffer()));
    }
    expect(replies.map((reply) => reply.status)).toEqual([200, 500, 200]);
    expect(replies[2]!.body.differenceFromPrevious).toBe(255);
  });
});
