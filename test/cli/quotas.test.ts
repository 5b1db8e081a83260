import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { DeliveryCommand } from "../support/program/delivery-command.ts";

/** What is counted by the day is not tested while it changes. */
beforeEach(async () => {
  const leftMs = DAY_MS - (Date.now() % DAY_MS);
  if (leftMs < 60_000) await sleep(leftMs);
}, 90_000);

const DAY_MS = 24 * 60 * 60 * 1000;

function landMany(delivery: DeliveryCommand, folder: string, count: number): void {
  delivery.land(...Array.from({ length: count }, (_, at) => `${folder}/${1000 + at}.jpg`));
}

describe("--max-rate", () => {
  test("sends no more than said, with retries and copies", async () => {
    let failures = 2;
    await using delivery = await DeliveryCommand.open({
      answer: () => (failures-- > 0 ? { status: 500 } : {}),
    });
    landMany(delivery, "in", 5);
    const startedMs = performance.now();
    const mirror = ["--mirror", `${delivery.service.url}/copy`];
    const { exitCode, summary } = await delivery.run([
      "send",
      "in",
      "--max-rate",
      "6/s",
      ...mirror,
    ]);
    expect([exitCode, summary.delivered]).toEqual([0, 5]);
    const arrivals = delivery.service.requests.map(({ arrivedAtMs }) => arrivedAtMs - startedMs);
    expect(arrivals.length).toBeGreaterThanOrEqual(7);
    for (const [before, atMs] of arrivals.toSorted((a, b) => a - b).entries())
      expect(atMs).toBeGreaterThanOrEqual((before / 6) * 1000);
  });

  test("holds for two runs at once, and for the run after one that was killed", async () => {
    await using delivery = await DeliveryCommand.open();
    for (const folder of ["a", "b", "c"]) landMany(delivery, folder, 3);
    const startedMs = performance.now();
    const killed = delivery.start(["send", "a", "--max-rate", "3/s"]);
    await expect.poll(() => delivery.service.requestCount).toBeGreaterThan(0);
    await killed.stop("SIGKILL");
    const runs = ["a", "b", "c"].map((folder) =>
      delivery.run(["send", folder, "--max-rate", "3/s"]),
    );
    for (const { exitCode } of await Promise.all(runs)) expect(exitCode).toBe(0);
    const arrivals = delivery.service.requests.map(({ arrivedAtMs }) => arrivedAtMs - startedMs);
    for (const [before, atMs] of arrivals.toSorted((a, b) => a - b).entries())
      expect(atMs).toBeGreaterThanOrEqual((before / 3) * 1000);
  });
});

test("runs at once with different rates share the time, of which each request takes its part", async () => {
  await using delivery = await DeliveryCommand.open();
  const parts = [
    { folder: "a", rate: 6 },
    { folder: "b", rate: 3 },
  ];
  for (const { folder } of parts) landMany(delivery, folder, 5);
  const startedMs = performance.now();
  const runs = parts.map(({ folder, rate }) =>
    delivery.run(["send", folder, "--max-rate", `${rate}/s`]),
  );
  for (const { exitCode } of await Promise.all(runs)) expect(exitCode).toBe(0);
  const last = Math.max(...delivery.service.requests.map(({ arrivedAtMs }) => arrivedAtMs));
  expect(delivery.service.requestCount).toBeGreaterThanOrEqual(10);
  // All frames but the last of them, whichever that was, by the rates alone.
  expect(last - startedMs).toBeGreaterThanOrEqual((5 / 6 + 5 / 3 - 1 / 3) * 1000);
});

test("--max-bandwidth sends no more bytes than said", async () => {
  await using delivery = await DeliveryCommand.open();
  landMany(delivery, "in", 8);
  const startedMs = performance.now();
  const { exitCode } = await delivery.run(["send", "in", "--max-bandwidth", "3kB/s"]);
  expect(exitCode).toBe(0);
  let bytesBefore = 0;
  const { requests } = delivery.service;
  for (const { arrivedAtMs, body } of requests.toSorted((a, b) => a.number - b.number)) {
    expect(arrivedAtMs - startedMs).toBeGreaterThanOrEqual((bytesBefore / 3000) * 1000);
    bytesBefore += body.length;
  }
  expect(bytesBefore).toBeGreaterThan(4000);
});

describe("--max-per-day", () => {
  test("makes a run wait for the next day, says so, and holds for the next run", async () => {
    await using delivery = await DeliveryCommand.open();
    landMany(delivery, "in", 8);
    const words = ["send", "in", "--max-outage", "1s"];
    for (const count of [0, 1]) {
      const run = delivery.start([...words, "--max-per-day", "5"]);
      await expect.poll(() => run.stderr).toContain("--max-per-day 5 is used up");
      // Longer than the outage that would end it.
      await sleep(1500);
      const { exitCode, summary, stderr } = await run.stop();
      expect([exitCode, summary.stopped, summary.failed]).toEqual([143, null, 0]);
      expect(summary.delivered).toBe(count === 0 ? 5 : 0);
      expect(stderr).toMatch(/sending to http:\S+ waits: .* at \d{4}-\d\d-\d\d 00:00:00 UTC/u);
    }
    expect(delivery.service.requestCount).toBe(5);
    const last = await delivery.run([...words, "--max-per-day", "8"]);
    expect([last.exitCode, last.summary.delivered]).toEqual([0, 3]);
    expect(delivery.service.requestCount).toBe(8);
  });

  test("counts retries, and copies to the same host", async () => {
    await using delivery = await DeliveryCommand.open({
      answer: ({ path }, number) => (path === "/" && number < 2 ? { status: 500 } : {}),
    });
    landMany(delivery, "in", 4);
    const mirror = ["--mirror", `${delivery.service.url}/copy`];
    const run = delivery.start(["send", "in", "--max-per-day", "6", ...mirror]);
    await expect.poll(() => run.stderr).toContain("is used up");
    await run.stop();
    expect(delivery.service.requestCount).toBe(6);
  });

  test("is never exceeded by runs that are killed, and hardly missed", async () => {
    await using delivery = await DeliveryCommand.open();
    landMany(delivery, "in", 500);
    for (const arrived of [60, 120, 180]) {
      const run = delivery.start(["send", "in", "--max-per-day", "400", "-c", "4"]);
      await expect.poll(() => delivery.service.requestCount).toBeGreaterThan(arrived);
      await run.stop("SIGKILL");
    }
    const last = delivery.start(["send", "in", "--max-per-day", "400"]);
    await expect.poll(() => last.stderr).toContain("is used up");
    await last.stop();
    expect(delivery.service.requestCount).toBeLessThanOrEqual(400);
    // Each that was killed may have lost the rest of its block, of two, and what was on its way, of four.
    expect(delivery.service.requestCount).toBeGreaterThanOrEqual(400 - 3 * (2 + 4));
  });

  test("is one for runs at once, and for each host by itself", async () => {
    await using delivery = await DeliveryCommand.open();
    await using other = await DeliveryCommand.open();
    for (const folder of ["a", "b"]) landMany(delivery, folder, 10);
    const runs = ["a", "b"].map((folder) =>
      delivery.start(["send", folder, "--max-per-day", "12", "--to", other.service.url]),
    );
    for (const run of runs) expect((await run.ended).exitCode).toBe(0);
    expect(delivery.service.requestCount).toBeLessThanOrEqual(12);
    expect(other.service.requestCount).toBeLessThanOrEqual(12);
    expect(delivery.service.requestCount + other.service.requestCount).toBe(20);
  });

  test("drops what comes too fast for it, where a watch is told to", async () => {
    await using delivery = await DeliveryCommand.open();
    landMany(delivery, "in", 3);
    const drop = ["--when-full", "drop-oldest", "--max-backlog", "2", "-c", "1"];
    const run = delivery.start(["watch", "in", "--max-per-day", "3", ...drop]);
    await expect.poll(() => delivery.service.requestCount).toBe(3);
    landMany(delivery, "in/more", 12);
    await expect.poll(() => run.stderr).toMatch(/dropped [1-9]/u);
    const { summary } = await run.stop();
    expect(delivery.service.requestCount).toBe(3);
    const { landed, delivered, dropped, pending } = summary;
    expect([delivered, landed]).toEqual([3, delivered + dropped + pending]);
  });
});

test("limits are shown by --dry-run and doctor, and what they are not is refused in one sentence", async () => {
  await using delivery = await DeliveryCommand.open();
  landMany(delivery, "in", 1);
  const limits = ["--max-rate", "5/s", "--max-bandwidth", "10MB/s", "--max-per-day", "3"];
  const to = ["--to", delivery.service.url];
  await delivery.run(["send", "in", "--max-per-day", "3"]);
  const plan = await delivery.plain(["send", "in", ...to, ...limits, "--dry-run"]);
  expect(plan.stdout).toContain("at most 5 requests/s, 10 MB/s, 3 requests a day (UTC)");
  const state = ["--state", delivery.path("state", "frameferry")];
  const doctor = await delivery.plain(["doctor", ...to, ...limits, ...state]);
  expect(doctor.stdout).toContain("1 request is taken today");
  for (const [flag, value] of [
    ["--max-rate", "5"],
    ["--max-rate", "0/s"],
    ["--max-bandwidth", "10MB"],
    ["--max-per-day", "0"],
  ] as const) {
    const { exitCode, stderr } = await delivery.plain(["send", "in", ...to, flag, value]);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(flag)]);
  }
});

describe("tune", () => {
  test("never sends more than a limit allows, says so, and ends in its time", async () => {
    // A quicker one has answered all twelve before the first figure is taken.
    await using delivery = await DeliveryCommand.open({ answer: () => ({ delayMs: 50 }) });
    landMany(delivery, "in", 4);
    const words = ["tune", "--images", "in", "--to", delivery.service.url, "--max-seconds", "4"];
    const { exitCode, stderr } = await delivery.plain([...words, "--max-per-day", "12"]);
    expect(exitCode).toBe(0);
    expect(stderr).toContain("the service gets at most 12 requests a day (UTC)");
    expect(stderr).toContain("sending waits: --max-per-day 12 is used up");
    expect(delivery.service.requestCount).toBe(12);
    // What it has sent is counted for whoever comes next.
    landMany(delivery, "more", 1);
    const run = delivery.start(["send", "more", "--max-per-day", "12"]);
    await expect.poll(() => run.stderr).toContain("--max-per-day 12 is used up");
    await run.stop();
    expect(delivery.service.requestCount).toBe(12);
  });

  test("keeps to a rate", async () => {
    await using delivery = await DeliveryCommand.open();
    landMany(delivery, "in", 2);
    const words = ["tune", "--images", "in", "--to", delivery.service.url, "--max-seconds", "3"];
    const startedMs = performance.now();
    await delivery.plain([...words, "--max-rate", "5/s"]);
    const arrivals = delivery.service.requests.map(({ arrivedAtMs }) => arrivedAtMs - startedMs);
    expect(arrivals.length).toBeGreaterThan(2);
    for (const [before, atMs] of arrivals.toSorted((a, b) => a - b).entries())
      expect(atMs).toBeGreaterThanOrEqual((before / 5) * 1000);
  });
});
